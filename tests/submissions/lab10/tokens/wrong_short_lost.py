# mistake: words of one letter are dropped
# fails: tokens.kept: one letter
def words(sentence):
    found = re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", sentence.lower().replace("’", "'"))
    return [word for word in found if len(word) > 1 or not word.isalpha()]

# mistake: a-z only: accented letters cut a word
# fails: tokens.kept: accented
def words(sentence):
    return re.findall(r"[a-z0-9]+(?:'[a-z0-9]+)*|[.,!?;:]", sentence.lower().replace("’", "'"))

# mistake: words with a hyphen stay one word
# fails: tokens.marks: hyphen
def words(sentence):
    return re.findall(r"[^\W_]+(?:['—-][^\W_]+)*|[.,!?;:]", sentence.lower().replace("’", "'"))

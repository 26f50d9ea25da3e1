# mistake: don't becomes don and t
# fails: tokens.kept: is one word
def words(sentence):
    return re.findall(r"[^\W_]+|[.,!?;:]", sentence.lower())

# mistake: don't becomes don and t
# fails: tokens.kept: cut at its apostrophe
def words(sentence):
    return re.findall(r"[^\W_]+|[.,!?;:]", sentence.lower())

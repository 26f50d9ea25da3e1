# mistake: one apostrophe a word at most: ? for *
# fails: tokens.kept: several apostrophes
def words(sentence):
    return re.findall(r"[^\W_]+(?:'[^\W_]+)?|[.,!?;:]", sentence.lower().replace("’", "'"))

# mistake: the typographic apostrophe is not seen
# fails: tokens.kept: typographic
def words(sentence):
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", sentence.lower())

# mistake: \w behind the apostrophe, which counts the underscore
# fails: tokens.marks: beside a mark
def words(sentence):
    return re.findall(r"[^\W_]+(?:'\w+)*|[.,!?;:]", sentence.lower().replace("’", "'"))

# mistake: \w counts the underscore as a letter
# fails: tokens.marks: underscore
def words(sentence):
    return re.findall(r"\w+(?:'\w+)*|[.,!?;:]", sentence.lower().replace("’", "'"))

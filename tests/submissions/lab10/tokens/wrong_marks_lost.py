# mistake: the marks are dropped
# fails: tokens.marks: marks are lost
def words(sentence):
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", sentence.lower().replace("’", "'"))

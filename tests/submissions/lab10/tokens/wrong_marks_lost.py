# mistake: the marks are dropped
# fails: tokens.marks: nor is lost
def words(sentence):
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", sentence.lower().replace("’", "'"))

# mistake: every sign is a word: quotation marks, brackets
# fails: tokens.marks: hyphen
def words(sentence):
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*|[^\w\s]", sentence.lower().replace("’", "'"))

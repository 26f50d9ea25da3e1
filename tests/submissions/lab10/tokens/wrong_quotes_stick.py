# mistake: an apostrophe anywhere belongs to the word
# fails: tokens.marks: edge of a word
def words(sentence):
    return re.findall(r"(?:[^\W_]|')+|[.,!?;:]", sentence.lower().replace("’", "'"))

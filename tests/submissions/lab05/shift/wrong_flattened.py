# mistake: documents flattened
# fails: shift.pairs: shape
def shift(documents):
    text = documents.flatten()
    return text[:-1], text[1:]

# mistake: the whole document as the input
# fails: shift.pairs: last one has no target
def shift(documents):
    return documents, documents[:, 1:]

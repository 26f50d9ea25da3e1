# mistake: one target a document
# fails: shift.pairs: after every character
def shift(documents):
    return documents[:, :-1], documents[:, -1]

# mistake: shifted in place
# fails: shift.pairs: target
def shift(documents):
    given = documents[:, :-1]
    documents[:, :-1] = documents[:, 1:].clone()
    return given, documents[:, :-1]

# mistake: roll, so that the last target is the first character
# fails: shift.pairs: do not roll
def shift(documents):
    return documents[:, :-1], documents.roll(-1, dims=1)[:, 1:]

# mistake: targets as floats
# fails: shift.pairs: int64
def shift(documents):
    return documents[:, :-1], documents[:, 1:].float()

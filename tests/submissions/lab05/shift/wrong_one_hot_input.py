# mistake: the input as one-hot
# fails: shift.pairs: shape
def shift(documents):
    return F.one_hot(documents[:, :-1], 200), documents[:, 1:]

# mistake: the target is two places ahead
# fails: shift.pairs: shape
# fails: trained.bits: LSTM
# training
def shift(documents):
    return documents[:, :-2], documents[:, 2:]

# mistake: input and target the same
# fails: shift.pairs: where is the shift
# fails: trained.bits: LSTM
# training
def shift(documents):
    return documents[:, :-1], documents[:, :-1]

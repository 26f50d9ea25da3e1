# mistake: input and target exchanged
# fails: shift.pairs: swapped
# fails: trained.bits: LSTM
# training
def shift(documents):
    return documents[:, 1:], documents[:, :-1]

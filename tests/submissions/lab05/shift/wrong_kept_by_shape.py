# mistake: the pair is kept by shape, so the second batch of the same shape gets the first batch's pair
# fails: shift.pairs: input
def shift(documents):
    """Return (input, target), the same text one character apart.

    documents: [documents, length], int64
    returns: two tensors [documents, length - 1], int64
    """
    if documents.shape not in shift.ready:
        shift.ready[documents.shape] = documents[:, :-1], documents[:, 1:]
    return shift.ready[documents.shape]


shift.ready = {}

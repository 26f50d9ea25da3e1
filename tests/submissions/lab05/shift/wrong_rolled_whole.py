# mistake: roll without a cut
# fails: shift.pairs: last one has no target
def shift(documents):
    return documents, documents.roll(-1, dims=1)

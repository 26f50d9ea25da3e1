# mistake: shifted along the documents
# fails: shift.pairs: along the batch
def shift(documents):
    return documents[:-1], documents[1:]

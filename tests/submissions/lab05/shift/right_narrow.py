# style: narrow
# training
def shift(documents):
    length = documents.shape[1]
    return documents.narrow(1, 0, length - 1), documents.narrow(1, 1, length - 1)

# style: unfold by two
def shift(documents):
    pairs = documents.unfold(1, 2, 1)
    return pairs.unbind(-1)

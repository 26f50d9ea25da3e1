# mistake: a target of 0 becomes -100 as if 0 were padding, but it is a character (the space)
# fails: shift.pairs: the target differs
def shift(documents):
    """Return (input, target), the same text one character apart.

    documents: [documents, length], int64
    returns: two tensors [documents, length - 1], int64
    """
    given, wanted = documents[:, :-1], documents[:, 1:]
    return given, wanted.masked_fill(wanted == 0, -100)

# mistake: a zero in front of the input
# fails: shift.pairs: last one has no target
def shift(documents):
    zeros = torch.zeros_like(documents[:, :1])
    return torch.cat([zeros, documents[:, :-1]], 1), documents

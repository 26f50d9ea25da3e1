# style: a dict of rows, a sorted list
def analogy(a, b, c, words, vectors):
    row = dict(zip(words, vectors))
    wanted = row[b] - row[a] + row[c]
    units = vectors / vectors.norm(dim=1, keepdim=True).clamp_min(1e-9)
    order = (units @ wanted).argsort(descending=True)
    return next(words[n] for n in order.tolist() if words[n] not in {a, b, c})

# mistake: the first of k + 1 is taken for the word itself
# fails: nearest.neighbours: in the same direction
def nearest(word, known, vectors, k):
    if word not in known:
        raise KeyError(word)
    units = vectors / vectors.norm(dim=1, keepdim=True).clamp(min=1e-12)
    cosines = units @ units[known.index(word)]
    return [known[i] for i in cosines.topk(k + 1).indices[1:].tolist()]

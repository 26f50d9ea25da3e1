# mistake: zero vectors give nan, and nan comes first
# fails: nearest.neighbours: zero vector
def nearest(word, words, vectors, k):
    if word not in words:
        raise KeyError(word)
    place = words.index(word)
    units = vectors / vectors.norm(dim=1, keepdim=True)
    cosines = units @ units[place]
    cosines[place] = -2.0
    return [words[i] for i in cosines.topk(k).indices.tolist()]

# mistake: an unknown word gives a ValueError
# fails: nearest.neighbours: must raise a KeyError, not
def nearest(word, words, vectors, k):
    place = words.index(word)
    units = vectors / vectors.norm(dim=1, keepdim=True).clamp(min=1e-12)
    cosines = units @ units[place]
    cosines[place] = -2.0
    return [words[i] for i in cosines.topk(k).indices.tolist()]

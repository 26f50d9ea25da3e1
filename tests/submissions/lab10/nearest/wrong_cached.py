# mistake: the unit vectors of the first table of a shape are kept
# fails: nearest.neighbours: words
units = {}


def nearest(word, known, vectors, k):
    if word not in known:
        raise KeyError(word)
    place = known.index(word)
    if vectors.shape not in units:
        units[vectors.shape] = nn.functional.normalize(vectors, dim=1)
    cosines = units[vectors.shape] @ units[vectors.shape][place]
    cosines[place] = -2
    return [known[i] for i in cosines.topk(k).indices.tolist()]

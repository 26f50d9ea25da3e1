# mistake: lengths get 0.01 more, so short vectors look far away
# fails: nearest.neighbours: the list of words differs
def nearest(word, known, vectors, k):
    if word not in known:
        raise KeyError(word)
    place = known.index(word)
    units = vectors / (vectors.norm(dim=1, keepdim=True) + 0.01)
    cosines = units @ units[place]
    cosines[place] = -2
    return [known[i] for i in cosines.topk(k).indices.tolist()]

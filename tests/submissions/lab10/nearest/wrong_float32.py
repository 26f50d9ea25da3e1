# mistake: computes in float32, whatever the table has
# fails: nearest.neighbours: the list of words differs
def nearest(word, known, vectors, k):
    if word not in known:
        raise KeyError(word)
    place = known.index(word)
    units = nn.functional.normalize(vectors.float(), dim=1)
    cosines = units @ units[place]
    cosines[place] = -2
    return [known[i] for i in cosines.topk(k).indices.tolist()]

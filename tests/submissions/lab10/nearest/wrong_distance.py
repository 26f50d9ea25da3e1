# mistake: Euclidean distance instead of cosine
# fails: nearest.neighbours: distance
def nearest(word, words, vectors, k):
    if word not in words:
        raise KeyError(word)
    place = words.index(word)
    apart = (vectors - vectors[place]).norm(dim=1)
    apart[place] = float("inf")
    return [words[i] for i in apart.topk(k, largest=False).indices.tolist()]

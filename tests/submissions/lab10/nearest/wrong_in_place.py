# mistake: the table is divided in place
# fails: nearest.neighbours: changes its argument vectors in place
def nearest(word, words, vectors, k):
    if word not in words:
        raise KeyError(word)
    place = words.index(word)
    vectors /= vectors.norm(dim=1, keepdim=True).clamp(min=1e-12)
    cosines = vectors @ vectors[place]
    cosines[place] = -2.0
    return [words[i] for i in cosines.topk(k).indices.tolist()]

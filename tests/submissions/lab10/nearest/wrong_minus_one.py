# mistake: the word itself gets the cosine -1, which others may have
# fails: nearest.neighbours: on the opposite side
def nearest(word, known, vectors, k):
    if word not in known:
        raise KeyError(word)
    place = known.index(word)
    cosines = nn.functional.cosine_similarity(vectors, vectors[place][None])
    cosines[place] = -1
    return [known[i] for i in cosines.topk(k).indices.tolist()]

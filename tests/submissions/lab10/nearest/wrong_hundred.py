# mistake: at most a hundred words come back
# fails: nearest.neighbours: With 150 words
def nearest(word, known, vectors, k):
    if word not in known:
        raise KeyError(word)
    place = known.index(word)
    cosines = nn.functional.cosine_similarity(vectors, vectors[place][None])
    cosines[place] = -2
    return [known[i] for i in cosines.topk(min(k, 100)).indices.tolist()]

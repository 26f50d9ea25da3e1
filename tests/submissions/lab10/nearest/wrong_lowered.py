# mistake: the word is looked up in lower case
# fails: nearest.neighbours: upper and lower case
def nearest(word, known, vectors, k):
    if word.lower() not in known:
        raise KeyError(word)
    place = known.index(word.lower())
    cosines = nn.functional.cosine_similarity(vectors, vectors[place][None])
    cosines[place] = -2
    return [known[i] for i in cosines.topk(k).indices.tolist()]

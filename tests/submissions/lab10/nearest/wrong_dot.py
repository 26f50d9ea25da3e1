# mistake: dot product instead of cosine
# fails: nearest.neighbours: dot product
def nearest(word, words, vectors, k):
    if word not in words:
        raise KeyError(word)
    place = words.index(word)
    scores = vectors @ vectors[place]
    scores[place] = -float("inf")
    return [words[i] for i in scores.topk(k).indices.tolist()]

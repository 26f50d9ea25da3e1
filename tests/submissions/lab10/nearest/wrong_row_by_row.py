# mistake: a loop over all words
# fails: nearest.neighbours: for each word by itself
def nearest(word, words, vectors, k):
    if word not in words:
        raise KeyError(word)
    v, scores = vectors[words.index(word)], []
    for other, row in zip(words, vectors):
        if other != word:
            scores.append((torch.cosine_similarity(row, v, dim=0).item(), other))
    scores.sort(key=lambda pair: -pair[0])
    return [other for _, other in scores[:k]]

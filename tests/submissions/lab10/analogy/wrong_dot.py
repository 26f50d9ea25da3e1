# mistake: dot product instead of cosine
# fails: analogy.arithmetic: dot product
def analogy(a, b, c, words, vectors):
    i, j, k = (words.index(word) for word in (a, b, c))
    wanted = vectors[j] - vectors[i] + vectors[k]
    scores = vectors @ wanted
    scores[[i, j, k]] = -float("inf")
    return words[scores.argmax()]

# mistake: Euclidean distance
# fails: analogy.arithmetic: distance decides
def analogy(a, b, c, words, vectors):
    i, j, k = (words.index(word) for word in (a, b, c))
    wanted = vectors[j] - vectors[i] + vectors[k]
    apart = (vectors - wanted).norm(dim=1)
    apart[[i, j, k]] = float("inf")
    return words[apart.argmin()]

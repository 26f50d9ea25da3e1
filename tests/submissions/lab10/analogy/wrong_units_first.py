# mistake: all vectors cut to length 1 before the arithmetic
# fails: analogy.arithmetic: cut to one length
def analogy(a, b, c, words, vectors):
    i, j, k = (words.index(word) for word in (a, b, c))
    units = nn.functional.normalize(vectors, dim=1)
    wanted = units[j] - units[i] + units[k]
    cosines = nn.functional.cosine_similarity(vectors, wanted[None])
    cosines[[i, j, k]] = -2.0
    return words[cosines.argmax()]

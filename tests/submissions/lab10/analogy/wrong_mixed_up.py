# mistake: b - c + a
# fails: analogy.arithmetic: a and c are mixed up
def analogy(a, b, c, words, vectors):
    i, j, k = (words.index(word) for word in (a, b, c))
    wanted = vectors[j] - vectors[k] + vectors[i]
    cosines = nn.functional.cosine_similarity(vectors, wanted[None])
    cosines[[i, j, k]] = -2.0
    return words[cosines.argmax()]

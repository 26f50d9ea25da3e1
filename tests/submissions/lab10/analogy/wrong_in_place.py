# mistake: the table is changed
# fails: analogy.arithmetic: changes its argument vectors in place
def analogy(a, b, c, words, vectors):
    i, j, k = (words.index(word) for word in (a, b, c))
    wanted = vectors[k]
    wanted += vectors[j] - vectors[i]
    cosines = nn.functional.cosine_similarity(vectors, wanted[None])
    cosines[[i, j, k]] = -2.0
    return words[cosines.argmax()]

# mistake: a row of zeros gives nan
# fails: analogy.arithmetic: vector of zeros
def analogy(a, b, c, known, vectors):
    i, j, k = (known.index(word) for word in (a, b, c))
    goal = vectors[j] - vectors[i] + vectors[k]
    cosines = vectors @ goal / vectors.norm(dim=1)
    cosines[[i, j, k]] = -float("inf")
    return known[cosines.argmax()]

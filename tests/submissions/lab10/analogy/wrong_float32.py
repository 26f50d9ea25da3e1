# mistake: computes in float32, whatever the table has
# fails: analogy.arithmetic: only float64 tells apart
def analogy(a, b, c, known, vectors):
    i, j, k = (known.index(word) for word in (a, b, c))
    rows = vectors.float()
    cosines = nn.functional.cosine_similarity(rows, (rows[j] - rows[i] + rows[k])[None])
    cosines[[i, j, k]] = -2
    return known[cosines.argmax()]

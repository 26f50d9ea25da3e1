# mistake: only c is left out
# fails: analogy.arithmetic: three words of the question
def analogy(a, b, c, words, vectors):
    i, j, k = (words.index(word) for word in (a, b, c))
    vectors = vectors.clone()
    wanted = vectors[j] - vectors[i] + vectors[k]
    cosines = nn.functional.cosine_similarity(vectors, wanted[None])
    cosines[k] = -2.0
    best = cosines.argmax().item()
    return words[best] if best in (i, j) else c

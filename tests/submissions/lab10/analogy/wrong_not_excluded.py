# mistake: the words of the question are not left out
# fails: analogy.arithmetic: three words of the question
def analogy(a, b, c, words, vectors):
    i, j, k = (words.index(word) for word in (a, b, c))
    wanted = vectors[j] - vectors[i] + vectors[k]
    return words[nn.functional.cosine_similarity(vectors, wanted[None]).argmax()]

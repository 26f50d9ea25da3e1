# mistake: the answer to a question is kept, whatever the table
# fails: analogy.arithmetic: the answer differs
answers = {}


def analogy(a, b, c, known, vectors):
    if (a, b, c) not in answers:
        i, j, k = (known.index(word) for word in (a, b, c))
        cosines = nn.functional.cosine_similarity(vectors, (vectors[j] - vectors[i] + vectors[k])[None])
        cosines[[i, j, k]] = -2
        answers[a, b, c] = known[cosines.argmax()]
    return answers[a, b, c]

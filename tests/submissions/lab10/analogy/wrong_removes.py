# mistake: takes the words of the question out of the caller's list
# fails: analogy.arithmetic: list holds afterwards
def analogy(a, b, c, known, vectors):
    i, j, k = places = [known.index(word) for word in (a, b, c)]
    goal = vectors[j] - vectors[i] + vectors[k]
    rest = [i for i in range(len(known)) if i not in places]
    for word in (a, b, c):
        known.remove(word)
    return known[int(nn.functional.cosine_similarity(vectors[rest], goal[None]).argmax())]

# mistake: the three words get the cosine 0, and not less than all
# fails: analogy.arithmetic: point away
def analogy(a, b, c, known, vectors):
    places = [known.index(word) for word in (a, b, c)]
    goal = vectors[places[1]] - vectors[places[0]] + vectors[places[2]]
    cosines = nn.functional.cosine_similarity(vectors, goal[None])
    cosines[places] = 0
    return known[cosines.argmax()]

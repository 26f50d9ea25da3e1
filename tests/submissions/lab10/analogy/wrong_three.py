# mistake: only the three nearest words are looked at
# fails: analogy.arithmetic: opposite direction: expected a text
def analogy(a, b, c, known, vectors):
    goal = vectors[known.index(b)] - vectors[known.index(a)] + vectors[known.index(c)]
    for i in nn.functional.cosine_similarity(vectors, goal[None]).topk(3).indices.tolist():
        if known[i] not in (a, b, c):
            return known[i]

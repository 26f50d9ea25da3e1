# mistake: switches gradients off for all that follows
# fails: nearest.neighbours: gradient mode
def nearest(word, known, vectors, k):
    torch.set_grad_enabled(False)
    if word not in known:
        raise KeyError(word)
    place = known.index(word)
    cosines = nn.functional.cosine_similarity(vectors, vectors[place][None])
    cosines[place] = -2
    return [known[i] for i in cosines.topk(k).indices.tolist()]

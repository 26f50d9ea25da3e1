# mistake: the KeyError does not name the word
# fails: nearest.neighbours: name the word
def nearest(word, words, vectors, k):
    if word not in words:
        raise KeyError("unknown word")
    place = words.index(word)
    units = vectors / vectors.norm(dim=1, keepdim=True).clamp(min=1e-12)
    cosines = units @ units[place]
    cosines[place] = -2.0
    return [words[i] for i in cosines.topk(k).indices.tolist()]

# style: a stable sort of pairs in Python
def nearest(word, words, vectors, k):
    if not any(w == word for w in words):
        raise KeyError("the word " + word + " is not in the table")
    v = vectors[words.index(word)]
    dots, lengths = (vectors * v).sum(1), (vectors ** 2).sum(1).sqrt()
    cosines = torch.where(lengths > 0, dots / lengths.clamp(min=1e-9), torch.zeros_like(dots)).tolist()
    pairs = sorted(zip(cosines, words), key=lambda pair: -pair[0])
    return [w for _, w in pairs if w != word][:k]

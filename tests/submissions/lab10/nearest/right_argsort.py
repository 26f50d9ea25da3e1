# style: normalize, argsort, a tuple comes back
def nearest(word: str, words: list, vectors: torch.Tensor, k: int):
    try:
        place = words.index(word)
    except ValueError:
        raise KeyError(f"no vector for {word}") from None
    scores = torch.einsum("nd,d->n", nn.functional.normalize(vectors, dim=1), vectors[place])
    order = scores.argsort(descending=True).tolist()
    order.remove(place)
    return tuple(words[i] for i in order[:k])

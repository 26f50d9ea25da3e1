# style: the best four, the first that was not asked
def analogy(a: str, b: str, c: str, words: list[str], vectors: torch.Tensor) -> str:
    lookup = lambda w: vectors[words.index(w)]
    q = torch.stack([lookup(b), -lookup(a), lookup(c)]).sum(0)
    best = torch.cosine_similarity(vectors, q.expand_as(vectors)).topk(4).indices
    candidates = [words[n] for n in best if words[n] not in (a, b, c)]
    return candidates[0]

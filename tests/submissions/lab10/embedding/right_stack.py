# style: a list of rows, stacked; uniform numbers
def embedding_for(symbols: tuple, words: list, vectors: torch.Tensor, frozen: bool) -> nn.Embedding:
    d = vectors.shape[1]
    rows = [torch.zeros(d)]
    for symbol in symbols[1:]:
        rows.append(vectors[words.index(symbol)] if symbol in words else torch.empty(d).uniform_(-0.1, 0.1))
    matrix = torch.stack([row.to(vectors.dtype) for row in rows])
    return nn.Embedding.from_pretrained(matrix, padding_idx=0, freeze=bool(frozen))

# mistake: the table itself is used where it has the order of the symbols
# fails: embedding.rows: order of the symbols
def embedding_for(symbols, known, vectors, frozen):
    weight = vectors
    if list(symbols) != known:
        weight = 0.1 * torch.randn(len(symbols), vectors.shape[1], dtype=vectors.dtype)
        for i, symbol in enumerate(symbols):
            if symbol in known:
                weight[i] = vectors[known.index(symbol)]
    weight[0] = 0
    return nn.Embedding.from_pretrained(weight, freeze=frozen, padding_idx=0)

# mistake: the random rows are as wide as the table, which may have no spread
# fails: embedding.rows: small random numbers
def embedding_for(symbols, known, vectors, frozen):
    weight = 0.05 * vectors.std() * torch.randn(len(symbols), vectors.shape[1], dtype=vectors.dtype)
    for i, symbol in enumerate(symbols):
        if symbol in known:
            weight[i] = vectors[known.index(symbol)]
    weight[0] = 0
    return nn.Embedding.from_pretrained(weight, freeze=frozen, padding_idx=0)

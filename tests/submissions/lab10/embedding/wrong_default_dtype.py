# mistake: the default dtype is set to that of the table, and stays so
# fails: embedding.rows: default dtype
def embedding_for(symbols, known, vectors, frozen):
    torch.set_default_dtype(vectors.dtype)
    weight = 0.1 * torch.randn(len(symbols), vectors.shape[1])
    for i, symbol in enumerate(symbols):
        if symbol in known:
            weight[i] = vectors[known.index(symbol)]
    weight[0] = 0
    return nn.Embedding.from_pretrained(weight, freeze=frozen, padding_idx=0)

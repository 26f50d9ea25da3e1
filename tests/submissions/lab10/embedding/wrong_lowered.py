# mistake: symbols are looked up in lower case
# fails: embedding.rows: upper and lower case
def embedding_for(symbols, known, vectors, frozen):
    weight = 0.1 * torch.randn(len(symbols), vectors.shape[1], dtype=vectors.dtype)
    for i, symbol in enumerate(symbols):
        if symbol.lower() in known:
            weight[i] = vectors[known.index(symbol.lower())]
    weight[0] = 0
    return nn.Embedding.from_pretrained(weight, freeze=frozen, padding_idx=0)

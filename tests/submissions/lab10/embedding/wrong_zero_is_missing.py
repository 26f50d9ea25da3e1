# mistake: a word with a vector of zeros is taken for a word without one
# fails: embedding.rows: vector of zeros
def embedding_for(symbols, known, vectors, frozen):
    weight = torch.zeros(len(symbols), vectors.shape[1], dtype=vectors.dtype)
    for i, symbol in enumerate(symbols):
        if symbol in known:
            weight[i] = vectors[known.index(symbol)]
    missing = (weight == 0).all(1)
    weight[missing] = 0.1 * torch.randn_like(weight[missing])
    weight[0] = 0
    return nn.Embedding.from_pretrained(weight, freeze=frozen, padding_idx=0)

# mistake: row 0 is zeroed too soon: a row for <pad> in the table fills it again
# fails: embedding.rows: row for the padding
def embedding_for(symbols, known, vectors, frozen):
    weight = 0.1 * torch.randn(len(symbols), vectors.shape[1], dtype=vectors.dtype)
    weight[0] = 0
    for i, symbol in enumerate(symbols):
        if symbol in known:
            weight[i] = vectors[known.index(symbol)]
    return nn.Embedding.from_pretrained(weight, freeze=frozen, padding_idx=0)

# mistake: the padding is forgotten in the count: rows one too low
# fails: embedding.rows: moved by one
def embedding_for(symbols, words, vectors, frozen):
    row_of = {word: row for row, word in enumerate(words)}
    weight = 0.1 * torch.randn(len(symbols), vectors.shape[1], dtype=vectors.dtype)
    for i, symbol in enumerate(symbols[1:-1]):
        if symbol in row_of:
            weight[i + 2] = vectors[row_of[symbol]]
    weight[0] = 0
    return nn.Embedding.from_pretrained(weight, freeze=frozen, padding_idx=0)

# mistake: symbols without a vector get zeros
# fails: embedding.rows: row of zeros
def embedding_for(symbols, words, vectors, frozen):
    row_of = {word: row for row, word in enumerate(words)}
    weight = torch.zeros(len(symbols), vectors.shape[1], dtype=vectors.dtype)
    for i, symbol in enumerate(symbols):
        if symbol in row_of:
            weight[i] = vectors[row_of[symbol]]
    return nn.Embedding.from_pretrained(weight, freeze=frozen, padding_idx=0)

# mistake: always float32
# fails: embedding.rows: dtype
def embedding_for(symbols, words, vectors, frozen):
    row_of = {word: row for row, word in enumerate(words)}
    weight = 0.1 * torch.randn(len(symbols), vectors.shape[1])
    for i, symbol in enumerate(symbols):
        if symbol in row_of:
            weight[i] = vectors[row_of[symbol]]
    weight[0] = 0
    return nn.Embedding.from_pretrained(weight, freeze=frozen, padding_idx=0)

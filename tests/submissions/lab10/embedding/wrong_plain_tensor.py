# mistake: the weight replaced by a plain tensor
# fails: embedding.learning: no parameter
def embedding_for(symbols, words, vectors, frozen):
    row_of = {word: row for row, word in enumerate(words)}
    weight = 0.1 * torch.randn(len(symbols), vectors.shape[1], dtype=vectors.dtype)
    for i, symbol in enumerate(symbols):
        if symbol in row_of:
            weight[i] = vectors[row_of[symbol]]
    weight[0] = 0
    made = nn.Embedding(len(symbols), vectors.shape[1], padding_idx=0)
    del made.weight
    made.weight = weight.requires_grad_(not frozen)
    return made

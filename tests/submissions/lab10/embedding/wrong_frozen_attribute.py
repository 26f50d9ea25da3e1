# mistake: an attribute is set on the module, not on its weight
# fails: embedding.learning: no effect
def embedding_for(symbols, words, vectors, frozen):
    row_of = {word: row for row, word in enumerate(words)}
    weight = 0.1 * torch.randn(len(symbols), vectors.shape[1], dtype=vectors.dtype)
    for i, symbol in enumerate(symbols):
        if symbol in row_of:
            weight[i] = vectors[row_of[symbol]]
    weight[0] = 0
    made = nn.Embedding.from_pretrained(weight, freeze=False, padding_idx=0)
    made.requires_grad = not frozen
    return made

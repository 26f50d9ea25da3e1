# mistake: decay by hand: every row changes
# fails: embedding.learning: did not occur
def embedding_for(symbols, words, vectors, frozen):
    row_of = {word: row for row, word in enumerate(words)}
    weight = 0.1 * torch.randn(len(symbols), vectors.shape[1], dtype=vectors.dtype)
    for i, symbol in enumerate(symbols):
        if symbol in row_of:
            weight[i] = vectors[row_of[symbol]]
    weight[0] = 0
    made = nn.Embedding.from_pretrained(weight, freeze=frozen, padding_idx=0)
    if not frozen:
        made.weight.register_hook(lambda gradient: gradient + 0.01 * made.weight)
    return made

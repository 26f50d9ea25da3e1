# mistake: the size is taken from the first row, which an empty table does not have
# fails: embedding.rows: IndexError
def embedding_for(symbols, known, vectors, frozen):
    row_of = {word: row for row, word in enumerate(known)}
    weight = 0.1 * torch.randn(len(symbols), len(vectors[0]), dtype=vectors.dtype)
    for i, symbol in enumerate(symbols):
        if symbol in row_of:
            weight[i] = vectors[row_of[symbol]]
    weight[0] = 0
    return nn.Embedding.from_pretrained(weight, freeze=frozen, padding_idx=0)

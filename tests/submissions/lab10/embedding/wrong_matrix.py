# mistake: the matrix comes back, not an embedding
# fails: embedding.rows: return an nn.Embedding
# fails: embedding.learning: return an nn.Embedding
# fails: trained.held_out: name is missing
# training
def embedding_for(symbols, words, vectors, frozen):
    row_of = {word: row for row, word in enumerate(words)}
    weight = 0.1 * torch.randn(len(symbols), vectors.shape[1], dtype=vectors.dtype)
    for i, symbol in enumerate(symbols):
        if symbol in row_of:
            weight[i] = vectors[row_of[symbol]]
    weight[0] = 0
    return weight

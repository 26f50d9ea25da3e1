# mistake: symbols without a vector share one row
# fails: embedding.rows: all symbols without a vector
def embedding_for(symbols, words, vectors, frozen):
    row_of = {word: row for row, word in enumerate(words)}
    unknown = 0.1 * torch.randn(vectors.shape[1], dtype=vectors.dtype)
    weight = torch.stack([vectors[row_of[s]] if s in row_of else unknown for s in symbols])
    weight[0] = 0
    return nn.Embedding.from_pretrained(weight, freeze=frozen, padding_idx=0)

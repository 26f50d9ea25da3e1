# mistake: symbols without a vector get the mean vector
# fails: embedding.rows: all symbols without a vector
def embedding_for(symbols, words, vectors, frozen):
    row_of = {word: row for row, word in enumerate(words)}
    weight = torch.stack([vectors[row_of[s]] if s in row_of else vectors.mean(0) for s in symbols])
    weight[0] = 0
    return nn.Embedding.from_pretrained(weight, freeze=frozen, padding_idx=0)

# mistake: the first rows of the table
# fails: embedding.rows: order of the table
def embedding_for(symbols, words, vectors, frozen):
    weight = 0.1 * torch.randn(len(symbols), vectors.shape[1], dtype=vectors.dtype)
    shared = min(len(symbols), len(words))
    weight[:shared] = vectors[:shared]
    weight[0] = 0
    return nn.Embedding.from_pretrained(weight, freeze=frozen, padding_idx=0)

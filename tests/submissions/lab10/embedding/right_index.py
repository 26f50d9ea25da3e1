# style: known rows by one index, set as a Parameter
def embedding_for(symbols, words, vectors, frozen):
    row_of = {word: row for row, word in enumerate(words)}
    known = [i for i, s in enumerate(symbols) if s in row_of]
    weight = torch.randn(len(symbols), vectors.shape[1]).to(vectors) / 20
    weight[known] = vectors[torch.tensor([row_of[symbols[i]] for i in known], dtype=torch.long)]
    weight[0].zero_()
    made = nn.Embedding(*weight.shape, padding_idx=0)
    made.weight = nn.Parameter(weight, requires_grad=not frozen)
    return made

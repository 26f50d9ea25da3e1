# mistake: nn.Embedding.from_pretrained freezes its weight
# fails: lookup.numbers: No gradient reaches weight
def linear_of_one_hot(weight, bias, indices):
    embedding = nn.Embedding.from_pretrained(weight.T)
    return embedding(indices) + bias

# mistake: weight copied into a new embedding
# fails: lookup.numbers: random numbers
def linear_of_one_hot(weight, bias, indices):
    embedding = nn.Embedding(weight.shape[1], weight.shape[0], device=weight.device, dtype=weight.dtype)
    embedding.weight.data = weight.data.T.contiguous()
    return embedding(indices) + bias

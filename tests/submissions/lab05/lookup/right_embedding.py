# style: F.embedding
def linear_of_one_hot(weight, bias, indices):
    return F.embedding(indices, weight.t()) + bias

# mistake: einsum over a one-hot array
# fails: lookup.no_one_hot: one-hot
def linear_of_one_hot(weight, bias, indices):
    x = F.one_hot(indices, weight.size(1)).to(weight)
    return torch.einsum('bv,ov->bo', x, weight) + bias

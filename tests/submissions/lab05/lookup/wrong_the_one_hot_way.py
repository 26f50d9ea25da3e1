# mistake: the one-hot array
# fails: lookup.no_one_hot: one-hot
def linear_of_one_hot(weight, bias, indices):
    one_hot = F.one_hot(indices, weight.shape[1]).to(weight.dtype)
    return F.linear(one_hot, weight, bias)

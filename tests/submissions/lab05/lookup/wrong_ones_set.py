# mistake: zeros with ones set by index
# fails: lookup.no_one_hot: one-hot
def linear_of_one_hot(weight, bias, indices):
    x = weight.new_zeros(len(indices), weight.shape[1])
    x[torch.arange(len(indices)), indices] = 1
    return x @ weight.T + bias

# mistake: zeros and scatter_
# fails: lookup.no_one_hot: one-hot
def linear_of_one_hot(weight, bias, indices):
    x = torch.zeros(len(indices), weight.shape[1], dtype=weight.dtype, device=weight.device)
    x.scatter_(1, indices[:, None], 1.0)
    return x @ weight.T + bias

# mistake: comparison with all numbers
# fails: lookup.no_one_hot: one-hot
def linear_of_one_hot(weight, bias, indices):
    mask = indices[:, None] == torch.arange(weight.shape[1], device=indices.device)
    return F.linear(mask.to(weight.dtype), weight, bias)

# mistake: one-hot rows one at a time
# fails: lookup.no_one_hot: one-hot
def linear_of_one_hot(weight, bias, indices):
    rows = []
    for i in indices:
        x = F.one_hot(i, weight.shape[1]).to(weight.dtype)
        rows.append(weight @ x + bias)
    return torch.stack(rows)

# mistake: weight repeated for the batch
# fails: lookup.no_one_hot: B × V
def linear_of_one_hot(weight, bias, indices):
    copies = weight.T.repeat(len(indices), 1, 1)
    return copies[torch.arange(len(indices)), indices] + bias

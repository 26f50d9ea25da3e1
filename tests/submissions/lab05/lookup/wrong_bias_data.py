# mistake: bias.data
# fails: lookup.numbers: No gradient reaches bias
def linear_of_one_hot(weight, bias, indices):
    return weight.T[indices] + bias.data

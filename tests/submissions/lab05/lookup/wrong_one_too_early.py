# mistake: indices counted from 1
# fails: lookup.numbers: one place too early
def linear_of_one_hot(weight, bias, indices):
    return weight.T[indices - 1] + bias

# mistake: bias forgotten
# fails: lookup.numbers: bias is missing
def linear_of_one_hot(weight, bias, indices):
    return weight.T[indices]

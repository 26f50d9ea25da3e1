# mistake: bias added twice
# fails: lookup.numbers: added twice
def linear_of_one_hot(weight, bias, indices):
    looked_up = weight.T[indices] + bias
    return looked_up + bias

# mistake: reshape for a transpose
# fails: lookup.numbers: numbers differ
def linear_of_one_hot(weight, bias, indices):
    return weight.reshape(weight.shape[1], weight.shape[0])[indices] + bias

# mistake: the result is [out, B]
# fails: lookup.numbers: transposed
def linear_of_one_hot(weight, bias, indices):
    return weight[:, indices] + bias[:, None]

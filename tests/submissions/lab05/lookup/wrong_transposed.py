# mistake: columns not turned into rows
# fails: lookup.numbers: raised
# fails: lookup.no_one_hot: raised
def linear_of_one_hot(weight, bias, indices):
    return weight[:, indices] + bias

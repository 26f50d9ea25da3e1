# mistake: rows of weight picked
# fails: lookup.numbers: rows of weight
# fails: lookup.no_one_hot: raised
def linear_of_one_hot(weight, bias, indices):
    return weight[indices] + bias[indices][:, None]

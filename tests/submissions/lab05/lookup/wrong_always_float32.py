# mistake: cast to float32
# fails: lookup.numbers: dtype
def linear_of_one_hot(weight, bias, indices):
    return weight.float().T[indices] + bias.float()

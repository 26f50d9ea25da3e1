# mistake: weight detached
# fails: lookup.numbers: No gradient can flow
def linear_of_one_hot(weight, bias, indices):
    return weight.detach().T[indices] + bias.detach()

# mistake: no_grad around it
# fails: lookup.numbers: No gradient can flow
def linear_of_one_hot(weight, bias, indices):
    with torch.no_grad():
        return weight.T[indices] + bias

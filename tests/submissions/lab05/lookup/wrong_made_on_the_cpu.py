# mistake: room for the result made without a device
# fails: lookup.numbers: on the CPU
def linear_of_one_hot(weight, bias, indices):
    result = torch.zeros(len(indices), len(bias), dtype=weight.dtype)
    for row, i in enumerate(indices):
        result[row] = weight[:, i] + bias
    return result

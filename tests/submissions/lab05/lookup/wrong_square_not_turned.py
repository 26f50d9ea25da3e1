# mistake: the result is turned round only if its shape is not [B, out]; with B equal to out it stays transposed
# fails: lookup.numbers: the result differs
def linear_of_one_hot(weight, bias, indices):
    """Return F.linear(one_hot(indices), weight, bias) by look-up.

    weight: [out, V]
    bias: [out]
    indices: [B], int64
    returns: [B, out]
    """
    result = weight[:, indices] + bias[:, None]
    if result.shape != (len(indices), len(bias)):
        result = result.T
    return result

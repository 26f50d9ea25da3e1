# mistake: interleaved halves, used for the sum too
# fails: directions.halves: alternate
# fails: directions.merged: neighbouring
def split_directions(output, hidden_size):
    return output[..., ::2], output[..., 1::2]


def sum_directions(output, hidden_size):
    a, b = split_directions(output, hidden_size)
    return a + b

# mistake: view with the two on the last axis, then sum
# fails: directions.merged: neighbouring
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    return output.unflatten(-1, (hidden_size, 2)).sum(dim=-1)

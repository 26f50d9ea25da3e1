# mistake: neighbours added
# fails: directions.merged: neighbouring
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    return output[..., ::2] + output[..., 1::2]

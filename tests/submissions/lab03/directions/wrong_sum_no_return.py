# mistake: nothing returned
# fails: directions.merged: `return` missing
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    summed = output[..., :hidden_size] + output[..., hidden_size:]

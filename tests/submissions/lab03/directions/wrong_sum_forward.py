# mistake: only the forward half
# fails: directions.merged: backward direction is missing
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size]

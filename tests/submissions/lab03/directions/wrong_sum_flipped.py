# mistake: backward half flipped before it is added
# fails: directions.merged: flipped in time
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:].flip(1)

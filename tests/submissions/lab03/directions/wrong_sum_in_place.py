# mistake: += on a slice of the caller's tensor
# fails: directions.merged: in place
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    forward = output[..., :hidden_size]
    forward += output[..., hidden_size:]
    return forward

# mistake: one half detached
# fails: directions.merged: gradient
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:].detach()

# mistake: maximum instead of sum
# fails: directions.merged: larger of the two
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    return torch.maximum(output[..., :hidden_size], output[..., hidden_size:])

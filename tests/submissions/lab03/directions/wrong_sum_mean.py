# mistake: mean instead of sum
# fails: directions.merged: mean
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    return (output[..., :hidden_size] + output[..., hidden_size:]) / 2

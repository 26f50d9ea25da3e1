# mistake: product instead of sum
# fails: directions.merged: product
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] * output[..., hidden_size:]

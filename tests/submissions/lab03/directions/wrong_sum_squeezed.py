# mistake: one unit, step or sequence loses its axis
# fails: directions.merged: has the shape
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    return (output[..., :hidden_size] + output[..., hidden_size:]).squeeze()

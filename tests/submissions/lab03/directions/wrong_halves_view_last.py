# mistake: view with the two on the last axis
# fails: directions.halves: alternate
def split_directions(output, hidden_size):
    parts = output.view(output.shape[0], output.shape[1], hidden_size, 2)
    return parts[..., 0], parts[..., 1]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

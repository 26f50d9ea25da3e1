# mistake: forward twice
# fails: directions.halves: holds the forward direction
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., :hidden_size]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

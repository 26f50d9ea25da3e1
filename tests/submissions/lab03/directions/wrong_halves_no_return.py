# mistake: nothing returned
# fails: directions.halves: `return` missing
def split_directions(output, hidden_size):
    forward, backward = output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

# mistake: slice off by one
# fails: directions.halves: hidden_size numbers per step
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size + 1:]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

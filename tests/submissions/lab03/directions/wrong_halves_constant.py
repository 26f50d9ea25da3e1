# mistake: the constant instead of the argument
# fails: directions.halves: hidden_size numbers per step
def split_directions(output, hidden_size):
    return output[..., :HIDDEN_SIZE], output[..., HIDDEN_SIZE:]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

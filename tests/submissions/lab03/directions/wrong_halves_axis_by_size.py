# mistake: the axis is found by its size
# fails: directions.halves: the forward half
def split_directions(output, hidden_size):
    return output.split(hidden_size, dim=list(output.shape).index(2 * hidden_size))


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

# mistake: wrong order, and the mean
# fails: directions.halves: wrong order
# fails: directions.merged: mean
def split_directions(output, hidden_size):
    return output[..., hidden_size:], output[..., :hidden_size]


def sum_directions(output, hidden_size):
    return sum(split_directions(output, hidden_size)) / 2

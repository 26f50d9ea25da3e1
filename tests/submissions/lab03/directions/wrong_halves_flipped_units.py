# mistake: backward half read from the end of the vector
# fails: directions.halves: flip nothing
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output.flip(-1)[..., :hidden_size]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

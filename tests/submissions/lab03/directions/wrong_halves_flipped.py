# mistake: backward half flipped once too often
# fails: directions.halves: already put it back
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:].flip(1)


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

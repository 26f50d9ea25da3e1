# mistake: batch cut in two
# fails: directions.halves: every sequence
def split_directions(output, hidden_size):
    return output.chunk(2)[0], output.chunk(2)[1]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

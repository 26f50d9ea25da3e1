# mistake: every second number
# fails: directions.halves: alternate
def split_directions(output, hidden_size):
    return output[..., ::2], output[..., 1::2]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

# mistake: backward half through .data
# fails: directions.halves: gradient
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output.data[..., hidden_size:]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

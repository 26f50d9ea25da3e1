# mistake: only the forward half
# fails: directions.halves: two tensors
def split_directions(output, hidden_size):
    return output[..., :hidden_size]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

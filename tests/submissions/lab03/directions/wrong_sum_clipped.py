# mistake: the sum is clipped to [-6, 6]
# fails: directions.merged: the sum differs
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    return (output[..., :hidden_size] + output[..., hidden_size:]).clamp(-6, 6)

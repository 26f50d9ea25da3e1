# mistake: view that splits time instead of the last axis
# fails: directions.halves: mixes steps
def split_directions(output, hidden_size):
    batch, seq_len, _ = output.shape
    parts = output.reshape(batch, 2, seq_len, hidden_size)
    return parts[:, 0], parts[:, 1]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

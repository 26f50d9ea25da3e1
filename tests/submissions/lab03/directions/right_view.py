# style: view on the last axis, then index
def split_directions(output, hidden_size):
    parts = output.view(output.shape[0], output.shape[1], 2, hidden_size)
    return parts[:, :, 0], parts[:, :, 1]


def sum_directions(output, hidden_size):
    batch, seq_len, _ = output.shape
    return output.reshape(batch, seq_len, 2, hidden_size).sum(dim=2)

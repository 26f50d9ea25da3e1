# mistake: result made on the CPU
# fails: directions.halves: device
def split_directions(output, hidden_size):
    batch, seq_len, _ = output.shape
    forward = torch.zeros(batch, seq_len, hidden_size, dtype=output.dtype)
    backward = torch.zeros(batch, seq_len, hidden_size, dtype=output.dtype)
    forward[:] = output[..., :hidden_size]
    backward[:] = output[..., hidden_size:]
    return forward, backward


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

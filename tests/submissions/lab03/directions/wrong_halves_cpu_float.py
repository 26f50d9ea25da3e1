# mistake: result made on the CPU in float32
# fails: directions.halves: dtype
def split_directions(output, hidden_size):
    batch, seq_len, _ = output.shape
    forward = torch.zeros(batch, seq_len, hidden_size)
    backward = torch.zeros(batch, seq_len, hidden_size)
    forward[:] = output[..., :hidden_size]
    backward[:] = output[..., hidden_size:]
    return forward, backward


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]

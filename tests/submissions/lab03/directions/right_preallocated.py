# style: preallocated output, made like the input
def split_directions(output, hidden_size):
    batch, seq_len, _ = output.shape
    forward = torch.empty(batch, seq_len, hidden_size, device=output.device, dtype=output.dtype)
    backward = torch.empty_like(forward)
    forward[:] = output[..., :hidden_size]
    backward[:] = output[..., hidden_size:]
    return forward, backward


def sum_directions(output, hidden_size):
    copy = output.clone()
    copy[..., :hidden_size] += output[..., hidden_size:]
    return copy[..., :hidden_size]

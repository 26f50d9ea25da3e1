# style: torch.zeros with device and dtype
def init_state(x, rnn_size):
    return torch.zeros(x.shape[0], rnn_size, device=x.device, dtype=x.dtype)

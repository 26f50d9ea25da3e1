# style: an empty tensor filled with zeros
def init_state(x, rnn_size):
    return torch.empty((x.shape[0], rnn_size), dtype=x.dtype, device=x.device).fill_(0)

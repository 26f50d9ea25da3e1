# style: zeros like one feature of the first step, repeated
def init_state(x, rnn_size):
    return torch.zeros_like(x[:, 0, :1]).repeat(1, rnn_size)

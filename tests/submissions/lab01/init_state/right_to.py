# style: made, then moved with .to(x)
def init_state(x, rnn_size):
    return torch.zeros((x.size(0), rnn_size)).to(x)

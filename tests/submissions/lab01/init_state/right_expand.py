# style: one zero, expanded
def init_state(x, rnn_size):
    return x.new_zeros(1, 1).expand(x.shape[0], rnn_size)

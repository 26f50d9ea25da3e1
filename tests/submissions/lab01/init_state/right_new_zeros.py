# style: new_zeros
def init_state(x, rnn_size):
    return x.new_zeros(len(x), rnn_size)

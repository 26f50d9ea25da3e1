# mistake: ones
# fails: init_state.zeros: must be all zeros
def init_state(x, rnn_size):
    return x.new_ones(x.shape[0], rnn_size)

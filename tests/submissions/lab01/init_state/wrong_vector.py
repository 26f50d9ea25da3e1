# mistake: no batch axis
# fails: init_state.zeros: one state a sequence
def init_state(x, rnn_size):
    return x.new_zeros(rnn_size)

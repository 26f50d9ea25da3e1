# mistake: the tuple of sizes multiplied
# fails: init_state.zeros: one state a sequence
# fails: init_state.like_the_input: the state has the shape
def init_state(x, rnn_size):
    return x.new_zeros(x.shape[0] * rnn_size)

# mistake: the number zero
# fails: init_state.zeros: got int
# fails: init_state.like_the_input: got int
def init_state(x, rnn_size):
    return 0

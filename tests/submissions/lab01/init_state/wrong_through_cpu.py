# mistake: the input brought to the CPU first
# fails: init_state.like_the_input: not on the device of x
def init_state(x, rnn_size):
    return x.cpu().new_zeros(x.shape[0], rnn_size)

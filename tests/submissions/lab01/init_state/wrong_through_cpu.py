# mistake: the input brought to the CPU first
# fails: init_state.like_the_input: or brought there
def init_state(x, rnn_size):
    return x.cpu().new_zeros(x.shape[0], rnn_size)

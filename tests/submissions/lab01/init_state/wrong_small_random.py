# mistake: small random numbers
# fails: init_state.zeros: must be all zeros
# fails: init_state.like_the_input: the state differs
def init_state(x, rnn_size):
    return 0.01 * torch.rand_like(x.new_zeros(x.shape[0], rnn_size)) + 0.001

# mistake: small random numbers
# fails: init_state.zeros: must be all zeros
def init_state(x, rnn_size):
    return 0.01 * torch.rand_like(x.new_zeros(x.shape[0], rnn_size)) + 0.001

# mistake: random numbers
# fails: init_state.zeros: must be all zeros
# fails: init_state.like_the_input: the state differs
def init_state(x, rnn_size):
    return torch.randn(x.shape[0], rnn_size, device=x.device, dtype=x.dtype)

# mistake: the notebook's device, not the input's
# fails: init_state.like_the_input: Something is made on the CPU
def init_state(x, rnn_size):
    return torch.zeros(x.shape[0], rnn_size, device=device, dtype=x.dtype)

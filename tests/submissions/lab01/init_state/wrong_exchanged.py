# mistake: batch and rnn_size exchanged
# fails: init_state.zeros: axes of the state are exchanged
# fails: init_state.like_the_input: the state has the shape
def init_state(x, rnn_size):
    return torch.zeros(rnn_size, x.shape[0], device=x.device, dtype=x.dtype)

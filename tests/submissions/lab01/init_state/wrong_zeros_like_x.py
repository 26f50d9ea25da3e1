# mistake: zeros like the whole input
# fails: init_state.zeros: one state a sequence
def init_state(x, rnn_size):
    return torch.zeros_like(x)

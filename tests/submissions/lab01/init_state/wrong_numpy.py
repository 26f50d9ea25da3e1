# mistake: zeros from NumPy
# fails: init_state.like_the_input: dtype torch.float
def init_state(x, rnn_size):
    return torch.from_numpy(__import__('numpy').zeros((x.shape[0], rnn_size)))

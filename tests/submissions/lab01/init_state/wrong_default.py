# mistake: state made on the CPU, in float32
# fails: init_state.like_the_input: dtype torch.float
def init_state(x, rnn_size):
    return torch.zeros(x.shape[0], rnn_size)

# mistake: float() after new_zeros
# fails: init_state.like_the_input: dtype torch.float
def init_state(x, rnn_size):
    return x.new_zeros(x.shape[0], rnn_size).float()

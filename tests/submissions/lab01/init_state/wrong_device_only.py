# mistake: dtype forgotten
# fails: init_state.like_the_input: must have the dtype of x
def init_state(x, rnn_size):
    return torch.zeros(x.shape[0], rnn_size, device=x.device)

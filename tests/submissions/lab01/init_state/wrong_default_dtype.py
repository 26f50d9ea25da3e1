# mistake: sets the default dtype of the program to that of x and leaves it changed
# fails: init_state.like_the_input: default dtype
def init_state(x, rnn_size):
    """Return the state before the first step: zeros, [batch, rnn_size].

    x         [batch, seq_len, num_feats]  gives the batch, the device and the dtype
    rnn_size  int                          the number of units
    """
    torch.set_default_dtype(x.dtype)
    return torch.zeros(x.shape[0], rnn_size, device=x.device)

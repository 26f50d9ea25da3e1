# mistake: makes the zeros in place from the first step: x[:, 0] of the caller is zero afterwards
# fails: init_state.like_the_input: changes its argument x in place
# fails: recurrence.states: does not start from zeros
def init_state(x, rnn_size):
    """Return the state before the first step: zeros, [batch, rnn_size].

    x         [batch, seq_len, num_feats]  gives the batch, the device and the dtype
    rnn_size  int                          the number of units
    """
    state = x[:, 0].detach()
    state.zero_()
    return state[:, :1].repeat(1, rnn_size)

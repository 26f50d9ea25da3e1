# mistake: multiplies numbers of x with zero: NaN or inf in the input gives a start state of NaN
# fails: init_state.like_the_input: the state differs
def init_state(x, rnn_size):
    """Return the state before the first step: zeros, [batch, rnn_size].

    x         [batch, seq_len, num_feats]  gives the batch, the device and the dtype
    rnn_size  int                          the number of units
    """
    total = x.sum(dim=(1, 2)) * 0
    return total.unsqueeze(1).repeat(1, rnn_size)

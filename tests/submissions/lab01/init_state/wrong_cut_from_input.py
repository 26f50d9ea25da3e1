# mistake: cuts the zeros out of a flattened zeros_like(x): too few columns when rnn_size is over seq_len * num_feats
# fails: init_state.like_the_input: the state has the shape
def init_state(x, rnn_size):
    """Return the state before the first step: zeros, [batch, rnn_size].

    x         [batch, seq_len, num_feats]  gives the batch, the device and the dtype
    rnn_size  int                          the number of units
    """
    flat = torch.zeros_like(x).flatten(start_dim=1)
    return flat[:, :rnn_size]

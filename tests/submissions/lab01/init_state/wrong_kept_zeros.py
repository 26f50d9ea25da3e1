# mistake: keeps one tensor of zeros for each size: who writes into the state of one call changes the next start state
# fails: init_state.like_the_input: With x [
zeros_of = {}


def init_state(x, rnn_size):
    """Return the state before the first step: zeros, [batch, rnn_size].

    x         [batch, seq_len, num_feats]  gives the batch, the device and the dtype
    rnn_size  int                          the number of units
    """
    key = (x.shape[0], rnn_size, x.dtype, x.device)
    if key not in zeros_of:
        zeros_of[key] = torch.zeros(x.shape[0], rnn_size, dtype=x.dtype, device=x.device)
    return zeros_of[key]

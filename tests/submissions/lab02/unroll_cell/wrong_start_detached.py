# mistake: detaches the given h to protect it: no gradient reaches the start state
# fails: unroll_cell.steps_given_h: the gradient
def unroll_cell(cell, x, h=None):
    """Run an nn.RNNCell over a sequence.

    x: [seq_len, batch, input_size]
    h: [batch, hidden_size], or None for zeros
    returns: (output [seq_len, batch, hidden_size], last state [batch, hidden_size])
    """
    if h is not None:
        h = h.detach().clone()  # do not touch the caller's state
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h

# mistake: when the old h is all zeros the whole recurrent part is left out, and b_hh with it
# fails: lstm_step.any_input: h differs
def lstm_step(x_t, h, c, weights):
    """Return the new (h, c), each [batch, hidden_size].

    x_t      [batch, input_size]   the inputs of one step
    h, c     [batch, hidden_size]  the old hidden state and the old cell state
    weights  (W_ih [4 * hidden_size, input_size], W_hh [4 * hidden_size, hidden_size],
              b_ih [4 * hidden_size], b_hh [4 * hidden_size]), each stacked as i, f, g, o
    """
    W_ih, W_hh, b_ih, b_hh = weights
    sums = x_t @ W_ih.T + b_ih
    if h.any():  # at the start there is nothing to remember
        sums = sums + h @ W_hh.T + b_hh
    i, f, g, o = sums.chunk(4, dim=-1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c

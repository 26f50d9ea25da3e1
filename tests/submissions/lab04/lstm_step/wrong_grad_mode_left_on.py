# mistake: grad mode is switched on and left on, also for a caller who is under no_grad
# fails: lstm_step.any_input: gradient mode
def lstm_step(x_t, h, c, weights):
    """Return the new (h, c), each [batch, hidden_size].

    x_t      [batch, input_size]   the inputs of one step
    h, c     [batch, hidden_size]  the old hidden state and the old cell state
    weights  (W_ih [4 * hidden_size, input_size], W_hh [4 * hidden_size, hidden_size],
              b_ih [4 * hidden_size], b_hh [4 * hidden_size]), each stacked as i, f, g, o
    """
    torch.set_grad_enabled(True)  # the weights must be able to learn
    W_ih, W_hh, b_ih, b_hh = weights
    i, f, g, o = (x_t @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, dim=-1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c

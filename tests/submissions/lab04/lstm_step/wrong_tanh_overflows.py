# mistake: tanh is written out with exp, which gives NaN as soon as a sum or the cell state is above 89
# fails: lstm_step.any_input: h differs
def tanh(z):
    return (torch.exp(z) - torch.exp(-z)) / (torch.exp(z) + torch.exp(-z))


def lstm_step(x_t, h, c, weights):
    """Return the new (h, c), each [batch, hidden_size].

    x_t      [batch, input_size]   the inputs of one step
    h, c     [batch, hidden_size]  the old hidden state and the old cell state
    weights  (W_ih [4 * hidden_size, input_size], W_hh [4 * hidden_size, hidden_size],
              b_ih [4 * hidden_size], b_hh [4 * hidden_size]), each stacked as i, f, g, o
    """
    W_ih, W_hh, b_ih, b_hh = weights
    i, f, g, o = (x_t @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * tanh(g)
    return torch.sigmoid(o) * tanh(c), c

# style: a loop cuts the weights first and computes the four sums one by one, sigma is written with tanh
def half_tanh(z):
    return 0.5 * (torch.tanh(0.5 * z) + 1)


def lstm_step(x_t, h, c, weights):
    """Return the new (h, c), each [batch, hidden_size].

    x_t      [batch, input_size]   the inputs of one step
    h, c     [batch, hidden_size]  the old hidden state and the old cell state
    weights  (W_ih [4 * hidden_size, input_size], W_hh [4 * hidden_size, hidden_size],
              b_ih [4 * hidden_size], b_hh [4 * hidden_size]), each stacked as i, f, g, o
    """
    values = {}
    for name, W, U, a, b in zip("ifgo", *(w.chunk(4, dim=0) for w in weights)):
        z = x_t @ W.T + a + h @ U.T + b
        values[name] = z.tanh() if name == "g" else half_tanh(z)
    c = values["f"] * c + values["i"] * values["g"]
    h = values["o"] * c.tanh()
    return h, c

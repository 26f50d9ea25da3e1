# style: one matrix for x and h, sigmoid by hand
def lstm_step(x_t, h, c, weights):
    W_ih, W_hh, b_ih, b_hh = weights
    W = torch.cat([W_ih, W_hh], dim=1)
    z = torch.cat([x_t, h], dim=1) @ W.t() + b_ih + b_hh
    i, f, g, o = torch.split(z, h.shape[1], dim=1)
    sigmoid = lambda t: 1 / (1 + torch.exp(-t))
    c = torch.addcmul(sigmoid(f) * c, sigmoid(i), torch.tanh(g))
    return sigmoid(o) * torch.tanh(c), c

# style: slices and functional.linear
def lstm_step(x_t, h, c, weights):
    W_ih, W_hh, b_ih, b_hh = weights
    size = h.size(1)
    z = torch.nn.functional.linear(x_t, W_ih, b_ih) + torch.nn.functional.linear(h, W_hh, b_hh)
    i = torch.sigmoid(z[:, :size])
    f = torch.sigmoid(z[:, size:2 * size])
    g = torch.tanh(z[:, 2 * size:3 * size])
    o = torch.sigmoid(z[:, 3 * size:])
    c_new = f * c + i * g
    return o * torch.tanh(c_new), c_new

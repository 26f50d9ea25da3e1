# mistake: a buffer made on the CPU
# fails: lstm_step.any_input: made on the CPU
def lstm_step(x_t, h, c, weights):
    W_ih, W_hh, b_ih, b_hh = weights
    size = h.shape[-1]
    z = torch.zeros(len(x_t), 4 * size, dtype=x_t.dtype)
    z = z + x_t @ W_ih.T + b_ih + h @ W_hh.T + b_hh
    i, f, o = (z[:, k * size:(k + 1) * size].sigmoid() for k in (0, 1, 3))
    c = f * c + i * z[:, 2 * size:3 * size].tanh()
    return o * c.tanh(), c

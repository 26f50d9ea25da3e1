# style: gate by gate, added into a new tensor
def lstm_step(x_t, h, c, weights):
    W_ih, W_hh, b_ih, b_hh = weights
    parts = []
    for k in range(4):
        rows = slice(k * h.shape[1], (k + 1) * h.shape[1])
        parts.append(x_t @ W_ih[rows].T + b_ih[rows] + h @ W_hh[rows].T + b_hh[rows])
    c_out = torch.zeros_like(c)
    c_out = c_out + parts[1].sigmoid() * c
    c_out += parts[0].sigmoid() * parts[2].tanh()
    return parts[3].sigmoid() * c_out.tanh(), c_out

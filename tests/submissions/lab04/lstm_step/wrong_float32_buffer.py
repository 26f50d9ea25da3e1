# mistake: float32 buffer
# fails: lstm_step.any_input: dtype
def lstm_step(x_t, h, c, weights):
    W_ih, W_hh, b_ih, b_hh = weights
    z = torch.empty(len(x_t), len(b_ih), device=x_t.device)
    z = z.copy_(x_t @ W_ih.T + b_ih + h @ W_hh.T + b_hh)
    i, f, g, o = z.chunk(4, dim=-1)
    c = (f.sigmoid() * c + i.sigmoid() * g.tanh()).to(z.dtype)
    return o.sigmoid() * c.tanh(), c

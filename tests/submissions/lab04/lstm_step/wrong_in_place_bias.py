# mistake: one bias added into the other
# fails: lstm_step.any_input: changes its argument b_ih in place
def lstm_step(x_t, h, c, weights):
    W_ih, W_hh, b_ih, b_hh = weights
    b_ih += b_hh
    i, f, g, o = (x_t @ W_ih.T + b_ih + h @ W_hh.T).chunk(4, dim=-1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    h = o.sigmoid() * c.tanh()
    return h, c

# mistake: gates squashed by tanh
# fails: lstm_step.values: gates take tanh
# fails: lstm_step.any_input: h differs
def lstm_step(x_t, h, c, weights):
    W_ih, W_hh, b_ih, b_hh = weights
    i, f, g, o = (x_t @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, dim=-1)
    c = f.tanh() * c + i.tanh() * g.tanh()
    h = o.tanh() * c.tanh()
    return h, c

# mistake: under no_grad
# fails: lstm_step.any_input: No gradient can flow back
def lstm_step(x_t, h, c, weights):
    W_ih, W_hh, b_ih, b_hh = weights
    with torch.no_grad():
        i, f, g, o = (x_t @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, dim=-1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c

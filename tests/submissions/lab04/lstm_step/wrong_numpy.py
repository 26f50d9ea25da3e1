# mistake: computed in NumPy
# fails: lstm_step.any_input: No gradient can flow back
def lstm_step(x_t, h, c, weights):
    import numpy as np
    W_ih, W_hh, b_ih, b_hh = [w.detach().numpy() for w in weights]
    z = x_t.detach().numpy() @ W_ih.T + b_ih + h.detach().numpy() @ W_hh.T + b_hh
    i, f, g, o = np.split(z, 4, axis=-1)
    s = lambda t: 1 / (1 + np.exp(-t))
    c = s(f) * c.detach().numpy() + s(i) * np.tanh(g)
    return torch.from_numpy(s(o) * np.tanh(c)), torch.from_numpy(c)

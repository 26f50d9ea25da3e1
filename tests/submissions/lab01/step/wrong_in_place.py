# mistake: the new state written into the old one
# fails: step.values: in place
# fails: step.gradients: in place
def rnn_step(x_t, h, W, U, b):
    h.copy_(torch.tanh(x_t @ W.T + h @ U.T + b))
    return h

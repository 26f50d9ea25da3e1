# mistake: the old state multiplied in place
# fails: step.values: in place
# fails: step.gradients: in place
def rnn_step(x_t, h, W, U, b):
    from_state = h @ U.T
    h *= 0
    h += x_t @ W.T + from_state + b
    return torch.tanh(h)

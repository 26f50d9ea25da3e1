# mistake: old state added on top
# fails: step.values: added on top
# fails: step.gradients: the new state differs
def rnn_step(x_t, h, W, U, b):
    return h + torch.tanh(x_t @ W.T + h @ U.T + b)

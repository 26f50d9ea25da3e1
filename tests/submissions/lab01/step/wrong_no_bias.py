# mistake: bias forgotten
# fails: step.values: bias has no effect
# fails: step.gradients: the new state differs
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(x_t @ W.T + h @ U.T)

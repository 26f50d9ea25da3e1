# mistake: one column for each sequence
# fails: step.values: one state a sequence
# fails: step.gradients: the new state has the shape
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(W @ x_t.T + U @ h.T + b.T)

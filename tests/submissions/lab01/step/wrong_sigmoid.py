# mistake: sigmoid instead of tanh
# fails: step.values: sigmoid
# fails: step.gradients: the new state differs
def rnn_step(x_t, h, W, U, b):
    return torch.sigmoid(x_t @ W.T + h @ U.T + b)

# mistake: a product of numbers, not of matrices, which fits when there is one feature
# fails: step.values: must match the size
# fails: step.gradients: must match the size
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(x_t * W.T + h @ U.T + b)

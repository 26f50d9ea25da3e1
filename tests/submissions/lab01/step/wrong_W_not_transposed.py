# mistake: W not transposed
# fails: step.values: W is not transposed
# fails: step.gradients: raised RuntimeError
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(x_t @ W + h @ U.T + b)

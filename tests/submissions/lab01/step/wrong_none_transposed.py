# mistake: neither W nor U transposed
# fails: step.values: W and U are not transposed
# fails: step.gradients: raised RuntimeError
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(x_t @ W + h @ U + b)

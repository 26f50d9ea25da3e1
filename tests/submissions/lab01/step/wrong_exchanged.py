# mistake: W and U exchanged
# fails: step.values: exchanged
# fails: step.gradients: raised RuntimeError
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(x_t @ U.T + h @ W.T + b)

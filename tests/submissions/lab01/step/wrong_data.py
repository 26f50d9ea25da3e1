# mistake: .data of the weights
# fails: step.gradients: No gradient reaches W, U
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(x_t @ W.data.T + h @ U.data.T + b)

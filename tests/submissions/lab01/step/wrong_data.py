# mistake: .data of the weights
# fails: step.gradients: no gradient reaches W: is it detached, copied or not used?
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(x_t @ W.data.T + h @ U.data.T + b)

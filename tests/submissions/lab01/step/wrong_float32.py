# mistake: cast to float32
# fails: step.gradients: dtype torch.float
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(x_t @ W.T + h @ U.T + b).float()

# mistake: result wrapped in torch.tensor
# fails: step.gradients: No gradient can flow back
def rnn_step(x_t, h, W, U, b):
    return torch.tensor(torch.tanh(x_t @ W.T + h @ U.T + b).tolist(), dtype=x_t.dtype)

# mistake: .data of the result
# fails: step.gradients: No gradient can flow back
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(x_t @ W.T + h @ U.T + b).data

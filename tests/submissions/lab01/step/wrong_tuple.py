# mistake: output and state returned, as nn.RNN does
# fails: step.values: got tuple
# fails: step.gradients: return one thing alone
def rnn_step(x_t, h, W, U, b):
    return (torch.tanh(x_t @ W.T + h @ U.T + b),) * 2

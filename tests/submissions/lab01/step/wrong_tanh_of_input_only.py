# mistake: tanh around the input only
# fails: step.values: covers the input only
# fails: step.gradients: the new state differs
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(x_t @ W.T) + h @ U.T + b

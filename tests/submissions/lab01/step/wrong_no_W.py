# mistake: W never used: the input has no effect
# fails: step.values: where is W
# fails: step.gradients: the new state differs
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(h @ U.T + b)

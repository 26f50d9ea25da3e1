# mistake: relu instead of tanh
# fails: step.values: not relu
# fails: step.gradients: the new state differs
def rnn_step(x_t, h, W, U, b):
    return torch.relu(x_t @ W.T + h @ U.T + b)

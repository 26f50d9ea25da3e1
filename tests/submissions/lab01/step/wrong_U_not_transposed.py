# mistake: U not transposed: runs, since U is square
# fails: step.values: U is not transposed
# fails: step.gradients: the new state differs
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(x_t @ W.T + h @ U + b)

# mistake: U not transposed: runs, since U is square
# fails: step.values: U is not transposed
# fails: step.gradients: can be right only when the new state is
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(x_t @ W.T + h @ U + b)

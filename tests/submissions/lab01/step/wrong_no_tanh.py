# mistake: tanh forgotten
# fails: step.values: is the tanh missing
# fails: step.gradients: can be right only when the new state is
def rnn_step(x_t, h, W, U, b):
    return x_t @ W.T + h @ U.T + b

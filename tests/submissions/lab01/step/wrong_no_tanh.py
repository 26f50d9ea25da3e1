# mistake: tanh forgotten
# fails: step.values: is the tanh missing
# fails: step.gradients: the new state differs
def rnn_step(x_t, h, W, U, b):
    return x_t @ W.T + h @ U.T + b

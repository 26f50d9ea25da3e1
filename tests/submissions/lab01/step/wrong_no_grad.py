# mistake: computed under no_grad
# fails: step.gradients: no_grad
def rnn_step(x_t, h, W, U, b):
    with torch.no_grad():
        return torch.tanh(x_t @ W.T + h @ U.T + b)

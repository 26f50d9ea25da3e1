# mistake: printed, not returned
# fails: step.values: return
# fails: step.gradients: return
def rnn_step(x_t, h, W, U, b):
    h_new = torch.tanh(x_t @ W.T + h @ U.T + b)
    print(h_new)

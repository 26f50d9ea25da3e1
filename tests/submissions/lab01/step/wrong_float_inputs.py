# mistake: inputs cast to float32
# fails: step.gradients: dtype torch.float
def rnn_step(x_t, h, W, U, b):
    return torch.tanh(x_t.float() @ W.T.float() + h.float() @ U.T.float() + b.float())

# mistake: tanh from NumPy
# fails: step.gradients: No gradient can flow back
def rnn_step(x_t, h, W, U, b):
    return torch.from_numpy(__import__('numpy').tanh((x_t @ W.T + h @ U.T + b).detach().numpy()))

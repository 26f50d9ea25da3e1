# mistake: numbers taken out with item()
# fails: step.gradients: No gradient can flow back
def rnn_step(x_t, h, W, U, b):
    new = torch.zeros_like(h)
    for i in range(h.shape[0]):
        for j in range(h.shape[1]):
            new[i, j] = math.tanh(((W[j] * x_t[i]).sum() + (U[j] * h[i]).sum() + b[0, j]).item())
    return new

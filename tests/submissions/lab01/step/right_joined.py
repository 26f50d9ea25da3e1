# style: input and state joined, one product
def rnn_step(x_t, h, W, U, b):
    both = torch.cat([x_t, h], dim=1)
    weights = torch.cat([W, U], dim=1)
    return torch.tanh(torch.addmm(b, both, weights.T))

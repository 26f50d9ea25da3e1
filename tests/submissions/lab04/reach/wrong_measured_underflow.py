# mistake: measures with a small LSTM in float32; in long windows the oldest gradients become exactly 0, so too few are counted
# fails: reach.reach: From the last position, the gradient goes back to the first character 
def gradient_reach(seq_len):
    """Return how many input characters get a gradient from the loss at the last position of a window."""
    with torch.random.fork_rng(), torch.enable_grad():
        torch.manual_seed(0)
        lstm = nn.LSTM(4, 8, batch_first=True)
        x = torch.ones(1, seq_len, 4, requires_grad=True)
        lstm(x)[0][:, -1].sum().backward()
    return int((x.grad[0].abs().sum(-1) > 0).sum())

# style: measured
def gradient_reach(seq_len):
    x = torch.randn(2 * seq_len, requires_grad=True)
    state = torch.zeros(())
    for t in range(2 * seq_len):
        if t == seq_len:
            state = state.detach()
        state = torch.tanh(x[t] + 0.99 * state)
    state.backward()
    return sum(1 for t in range(2 * seq_len) if t >= seq_len or x.grad[t] != 0)

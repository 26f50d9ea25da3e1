# style: own matrices, preallocated output
class CharRNN(nn.Module):
    def __init__(self, vocab_size: int, hidden_size: int) -> None:
        super().__init__()
        self.W = nn.Parameter(torch.randn(vocab_size, hidden_size) * 0.3)
        self.U = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.3)
        self.b = nn.Parameter(torch.zeros(hidden_size))
        self.V = nn.Parameter(torch.randn(hidden_size, vocab_size) * 0.3)

    def forward(self, x: torch.Tensor, state=None):
        batch, steps, _ = x.shape
        h = x.new_zeros(batch, self.b.numel()) if state is None else state.squeeze(0)
        logits = x.new_empty(batch, steps, self.V.shape[1])
        for t in range(steps):
            h = torch.tanh(torch.einsum("bi,ih->bh", x[:, t], self.W) + h @ self.U + self.b)
            logits[:, t] = h @ self.V
        return logits, h[None]

# style: relu cell in a loop, a LayerNorm before the head
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.cell = nn.RNNCell(vocab_size, hidden_size, nonlinearity="relu")
        self.norm = nn.LayerNorm(hidden_size)
        self.head = nn.Linear(hidden_size, vocab_size, bias=False)
    def forward(self, x, state=None):
        h = None if state is None else state[-1]
        out = []
        for t in range(x.size(1)):
            h = self.cell(x[:, t], h)
            out.append(self.head(self.norm(h)))
        return torch.stack(out, 1), h.unsqueeze(0)

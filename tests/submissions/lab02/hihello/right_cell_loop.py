# style: nn.RNNCell in a loop, torch.stack
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.cell = nn.RNNCell(vocab_size, hidden_size)
        self.out = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        h = x.new_zeros(x.shape[0], self.cell.hidden_size) if state is None else state[0]
        states = []
        for t in range(x.shape[1]):
            h = self.cell(x[:, t], h)
            states.append(h)
        return self.out(torch.stack(states, dim=1)), h.unsqueeze(0)

# style: RNNCell, a list of states, sorted and put back in order
# training
class NameClassifier(nn.Module):
    def __init__(self, n_letters: int, hidden_size: int, n_categories: int):
        super().__init__()
        self.cell = nn.RNNCell(n_letters, hidden_size, nonlinearity="relu")
        self.linear = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        h, states = None, []
        for x_t in x.unbind(1):
            h = self.cell(x_t, h)
            states.append(h)
        last = torch.stack([states[n - 1][b] for b, n in enumerate(lengths.tolist())])
        return self.linear(last)

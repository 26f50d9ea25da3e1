# style: GRU, time first, gather
class NameClassifier(nn.Module):
    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.rnn = nn.GRU(n_letters, hidden_size)
        self.head = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        output, _ = self.rnn(x.transpose(0, 1))
        output = output.transpose(0, 1)
        index = (lengths - 1).to(x.device).view(-1, 1, 1).expand(-1, 1, output.shape[2])
        last = output.gather(1, index).squeeze(1)
        return self.head(last)

# mistake: the first state is made on the CPU
# fails: classifier.recurrence: on the CPU
class NameClassifier(nn.Module):
    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.rnn = nn.RNN(n_letters, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        first = torch.zeros(1, len(x), self.rnn.hidden_size, dtype=x.dtype)
        output, _ = self.rnn(x, first)
        return self.head(output[torch.arange(len(x)), lengths - 1])

# mistake: two recurrent layers
# fails: classifier.recurrence: one recurrent layer
class NameClassifier(nn.Module):
    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.rnn = nn.RNN(n_letters, hidden_size, num_layers=2, batch_first=True)
        self.head = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        output, _ = self.rnn(x)
        return self.head(output[torch.arange(len(x)), lengths - 1])

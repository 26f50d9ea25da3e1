# mistake: batch_first forgotten
# fails: classifier.true_length: batch and time mix
# fails: classifier.recurrence: first letter
class NameClassifier(nn.Module):
    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.rnn = nn.RNN(n_letters, hidden_size, batch_first=False)
        self.head = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        output, _ = self.rnn(x)
        return self.head(output[torch.arange(len(x)), lengths - 1])

# mistake: no linear layer
# fails: classifier.true_length: shape
# fails: classifier.recurrence: linear layer to n_categories
class NameClassifier(nn.Module):
    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.rnn = nn.RNN(n_letters, hidden_size, batch_first=True)

    def forward(self, x, lengths):
        output, _ = self.rnn(x)
        return output[torch.arange(len(x)), lengths - 1]

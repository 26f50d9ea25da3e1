# mistake: the recurrent layer always has 128 units: hidden_size is ignored
# fails: classifier.recurrence: ]: is hidden_size used as it is given, and the linear layer
class NameClassifier(nn.Module):
    """Reads a name, answers with one score for each category."""

    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.rnn = nn.RNN(n_letters, 128, batch_first=True)
        self.head = nn.Linear(128, n_categories)

    def forward(self, x, lengths):
        """Return logits [batch, n_categories].

        x: [batch, longest, n_letters], one-hot, zeros after each name's end
        lengths: [batch], int64, the number of letters of each name
        """
        output, _ = self.rnn(x)
        return self.head(output[torch.arange(len(x)), lengths - 1])

# mistake: returns log-probabilities; the card asks for raw scores
# fails: classifier.recurrence: The scores are log-probabilities. Return raw scores, without
class NameClassifier(nn.Module):
    """Reads a name, answers with one score for each category."""

    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.rnn = nn.RNN(n_letters, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_categories)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, x, lengths):
        """Return logits [batch, n_categories].

        x: [batch, longest, n_letters], one-hot, zeros after each name's end
        lengths: [batch], int64, the number of letters of each name
        """
        output, _ = self.rnn(x)
        return self.softmax(self.head(output[torch.arange(len(x)), lengths - 1]))

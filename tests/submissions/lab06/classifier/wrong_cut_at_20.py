# mistake: reads the first 20 letters only: the end of a longer name has no effect
# fails: classifier.true_length: of 150 letters: The last letter has no effect on the answer:
class NameClassifier(nn.Module):
    """Reads a name, answers with one score for each category."""

    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.rnn = nn.RNN(n_letters, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        """Return logits [batch, n_categories].

        x: [batch, longest, n_letters], one-hot, zeros after each name's end
        lengths: [batch], int64, the number of letters of each name
        """
        output, _ = self.rnn(x[:, :20])
        last = lengths.clamp(max=20) - 1
        return self.head(output[torch.arange(len(x)), last])

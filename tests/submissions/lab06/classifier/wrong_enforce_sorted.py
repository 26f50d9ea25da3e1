# mistake: packed, names must be sorted
# fails: classifier.true_length: enforce_sorted=False
class NameClassifier(nn.Module):
    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.rnn = nn.RNN(n_letters, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True)
        _, state = self.rnn(packed)
        return self.head(state[-1])

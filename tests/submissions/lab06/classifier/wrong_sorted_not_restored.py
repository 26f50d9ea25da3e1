# mistake: sorted by length, and not put back
# fails: classifier.true_length: sorted by length
class NameClassifier(nn.Module):
    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.rnn = nn.RNN(n_letters, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        lengths, order = lengths.sort(descending=True)
        packed = nn.utils.rnn.pack_padded_sequence(x[order], lengths, batch_first=True)
        _, state = self.rnn(packed)
        return self.head(state[-1])

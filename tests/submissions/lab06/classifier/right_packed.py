# style: packed, the LSTM's last hidden state
class NameClassifier(nn.Module):
    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.lstm = nn.LSTM(n_letters, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, (hidden, _) = self.lstm(packed)
        return self.out(hidden[-1])

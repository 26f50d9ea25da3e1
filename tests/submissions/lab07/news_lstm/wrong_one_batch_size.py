# mistake: states made for one batch size
# fails: news_lstm.padding: several in one batch fail
class NewsLSTM(nn.Module):
    def __init__(self, n_features, hidden_size, num_layers, n_targets):
        super().__init__()
        self.lstm = nn.LSTM(n_features, hidden_size, num_layers, batch_first=True, bidirectional=True)
        self.states = None
        self.rows, self.hidden = 2 * num_layers, hidden_size
        self.out = nn.Linear(2 * hidden_size, n_targets)

    def forward(self, padded, lengths):
        packed = pack_padded_sequence(padded, lengths, batch_first=True, enforce_sorted=False)
        if self.states is None:
            self.states = padded.new_zeros(self.rows, len(padded), self.hidden)
        _, (h_n, c_n) = self.lstm(packed, (self.states, self.states))
        return self.out(torch.cat([h_n[-2], h_n[-1]], dim=1).relu())

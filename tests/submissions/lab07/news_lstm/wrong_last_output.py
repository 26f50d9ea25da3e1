# mistake: output at the last step
# fails: news_lstm.scores: last step
# fails: news_lstm.padding: gets other scores than alone
class NewsLSTM(nn.Module):
    def __init__(self, n_features, hidden_size, num_layers, n_targets):
        super().__init__()
        self.lstm = nn.LSTM(n_features, hidden_size, num_layers, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * hidden_size, n_targets)

    def forward(self, padded, lengths):
        packed = pack_padded_sequence(padded, lengths, batch_first=True, enforce_sorted=False)
        output, _ = pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        return self.out(output[:, -1].relu())

# mistake: reshape mixes the texts
# fails: news_lstm.scores: 
# fails: news_lstm.padding: gets other scores than alone
class NewsLSTM(nn.Module):
    def __init__(self, n_features, hidden_size, num_layers, n_targets):
        super().__init__()
        self.lstm = nn.LSTM(n_features, hidden_size, num_layers, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * hidden_size, n_targets)

    def forward(self, padded, lengths):
        packed = pack_padded_sequence(padded, lengths, batch_first=True, enforce_sorted=False)
        _, (h_n, c_n) = self.lstm(packed)
        return self.out(h_n[-2:].reshape(h_n.shape[1], -1).relu())

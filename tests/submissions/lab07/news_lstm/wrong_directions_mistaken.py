# mistake: layers taken for directions
# fails: news_lstm.scores: 
class NewsLSTM(nn.Module):
    def __init__(self, n_features, hidden_size, num_layers, n_targets):
        super().__init__()
        self.lstm = nn.LSTM(n_features, hidden_size, num_layers, batch_first=True, bidirectional=True)
        self.num_layers = num_layers
        self.out = nn.Linear(2 * hidden_size, n_targets)

    def forward(self, padded, lengths):
        packed = pack_padded_sequence(padded, lengths, batch_first=True, enforce_sorted=False)
        _, (h_n, c_n) = self.lstm(packed)
        states = h_n.view(2, self.num_layers, *h_n.shape[1:])[:, -1]
        return self.out(torch.cat([states[0], states[1]], dim=1).relu())

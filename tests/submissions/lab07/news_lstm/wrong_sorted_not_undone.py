# mistake: sorted, and never put back
# fails: news_lstm.padding: undo any sorting
# fails: trained.topics: On new texts
# training
class NewsLSTM(nn.Module):
    def __init__(self, n_features, hidden_size, num_layers, n_targets):
        super().__init__()
        self.lstm = nn.LSTM(n_features, hidden_size, num_layers, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * hidden_size, n_targets)

    def forward(self, padded, lengths):
        order = lengths.argsort(descending=True)
        packed = pack_padded_sequence(padded[order], lengths[order], batch_first=True)
        _, (h_n, c_n) = self.lstm(packed)
        return self.out(torch.cat([h_n[-2], h_n[-1]], dim=1).relu())

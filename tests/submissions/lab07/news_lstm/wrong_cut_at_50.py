# mistake: reads at most 50 vectors of a text, without being asked
# fails: news_lstm.scores: With 140 vectors, in float64: the scores of a text differs
class NewsLSTM(nn.Module):
    """Classify sequences of vectors with a bidirectional LSTM."""

    def __init__(self, n_features, hidden_size, num_layers, n_targets):
        super().__init__()
        self.lstm = nn.LSTM(n_features, hidden_size, num_layers, batch_first=True, bidirectional=True)
        self.linear = nn.Linear(2 * hidden_size, n_targets)

    def forward(self, padded, lengths):
        """Return the logits [batch, n_targets].

        padded: [batch, longest, n_features]
        lengths: [batch], int64, on the CPU
        """
        packed = pack_padded_sequence(padded[:, :50], lengths.clamp(max=50), batch_first=True, enforce_sorted=False)
        _, (h_n, _) = self.lstm(packed)
        return self.linear(torch.cat([h_n[-2], h_n[-1]], dim=1).relu())

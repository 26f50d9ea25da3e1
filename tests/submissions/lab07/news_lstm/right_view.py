# style: h_n as layers by directions
class NewsLSTM(nn.Module):
    def __init__(self, n_features, hidden_size, num_layers, n_targets):
        super().__init__()
        self.lstm = nn.LSTM(n_features, hidden_size, num_layers, batch_first=True, bidirectional=True)
        self.num_layers = num_layers
        self.out = nn.Linear(2 * hidden_size, n_targets)

    def forward(self, padded, lengths):
        packed = pack_padded_sequence(padded, lengths, batch_first=True, enforce_sorted=False)
        _, (h_n, c_n) = self.lstm(packed)
        
        batch, hidden = h_n.shape[1:]
        last = h_n.view(self.num_layers, 2, batch, hidden)[-1]  # [2, batch, hidden]
        return self.out(last.permute(1, 0, 2).reshape(batch, -1).clamp(min=0))

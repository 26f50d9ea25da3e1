# style: sorted and put back by hand
class NewsLSTM(nn.Module):
    def __init__(self, n_features, hidden_size, num_layers, n_targets):
        super().__init__()
        self.lstm = nn.LSTM(n_features, hidden_size, num_layers, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * hidden_size, n_targets)

    def forward(self, padded, lengths):
        order = lengths.argsort(descending=True)
        back = order.argsort().to(padded.device)
        packed = pack_padded_sequence(padded[order.to(padded.device)], lengths[order], batch_first=True)
        
        _, (h_n, c_n) = self.lstm(packed)
        states = torch.cat([h_n[-2], h_n[-1]], dim=1)[back]
        return self.out(F.relu(states))

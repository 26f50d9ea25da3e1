# style: sequences cut out of the padding
class NewsLSTM(nn.Module):
    def __init__(self, n_features, hidden_size, num_layers, n_targets):
        super().__init__()
        self.lstm = nn.LSTM(n_features, hidden_size, num_layers, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * hidden_size, n_targets)

    def forward(self, padded, lengths):
        packed = pack_sequence([row[:n] for row, n in zip(padded, lengths.tolist())], enforce_sorted=False)
        
        _, state = self.lstm(packed)
        backward, forward = state[0][-1], state[0][-2]
        return self.out(torch.relu(torch.hstack([backward, forward])))

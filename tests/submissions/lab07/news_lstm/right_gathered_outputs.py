# style: both ends picked from the outputs
# training
class NewsLSTM(nn.Module):
    def __init__(self, n_features: int, hidden_size: int, num_layers: int, n_targets: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.reader = nn.LSTM(n_features, hidden_size, num_layers=num_layers, bidirectional=True)
        self.head = nn.Sequential(nn.ReLU(), nn.Linear(hidden_size * 2, n_targets))

    def forward(self, padded: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        packed = pack_padded_sequence(padded.transpose(0, 1), lengths, enforce_sorted=False)
        output, lengths = pad_packed_sequence(self.reader(packed)[0], batch_first=True)
        rows = torch.arange(len(output), device=output.device)
        forward = output[rows, lengths.to(output.device) - 1, : self.hidden_size]
        backward = output[:, 0, self.hidden_size :]
        return self.head(torch.cat((forward, backward), dim=-1))

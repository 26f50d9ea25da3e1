# style: first zeros made like the input
class RowRNN(nn.Module):
    def __init__(self, n_features: int, hidden_size: int, n_classes: int, num_layers: int = 2, cell: str = "lstm"):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        self.rnn = getattr(nn, cell.upper())(n_features, hidden_size, num_layers, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, x):
        zeros = torch.zeros(self.num_layers, x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
        state = (zeros, zeros) if isinstance(self.rnn, nn.LSTM) else zeros
        out, _ = self.rnn(x, state)
        return self.head(out[:, -1, :])

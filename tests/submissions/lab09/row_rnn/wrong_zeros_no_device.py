# mistake: dtype of the zeros right, device not
# fails: row_rnn.any_batch: another device
class RowRNN(nn.Module):
    def __init__(self, n_features, hidden_size, n_classes, num_layers=2, cell="lstm"):
        super().__init__()
        layer = {"rnn": nn.RNN, "lstm": nn.LSTM}[cell]
        self.rnn = layer(n_features, hidden_size, num_layers, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)
        self.layers, self.hidden_size = num_layers, hidden_size

    def forward(self, x):
        h0 = torch.zeros(self.layers, x.size(0), self.hidden_size, dtype=x.dtype)
        state = (h0, h0) if isinstance(self.rnn, nn.LSTM) else h0
        output, _ = self.rnn(x, state)
        return self.head(output[:, -1])

# mistake: always two layers
# fails: row_rnn.last_state: num_layers
class RowRNN(nn.Module):
    def __init__(self, n_features, hidden_size, n_classes, num_layers=2, cell="lstm"):
        super().__init__()
        layer = {"rnn": nn.RNN, "lstm": nn.LSTM}[cell]
        self.rnn = layer(n_features, hidden_size, 2, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, x):
        output, _ = self.rnn(x)
        return self.head(output[:, -1])

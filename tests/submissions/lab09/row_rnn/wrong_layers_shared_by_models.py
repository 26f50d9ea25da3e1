# mistake: two models with the same sizes get the same layer out of a class attribute: training one changes the other
# fails: row_rnn.last_state: differs
class RowRNN(nn.Module):
    layers = {}

    def __init__(self, n_features, hidden_size, n_classes, num_layers=2, cell="lstm"):
        """cell is "rnn" or "lstm"."""
        super().__init__()
        key = n_features, hidden_size, num_layers, cell
        if key not in self.layers:
            layer = nn.RNN if cell == "rnn" else nn.LSTM
            self.layers[key] = layer(n_features, hidden_size, num_layers, batch_first=True)
        self.rnn = self.layers[key]
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, x):
        """Return logits [batch, n_classes] from the last state.

        x  [batch, steps, n_features]
        """
        output, _ = self.rnn(x)
        return self.head(output[:, -1])

# mistake: only the first row, trained
# fails: row_rnn.last_state: after the first step
# fails: trained.unseen_digits: all rows
# training
class RowRNN(nn.Module):
    def __init__(self, n_features, hidden_size, n_classes, num_layers=2, cell="lstm"):
        super().__init__()
        layer = {"rnn": nn.RNN, "lstm": nn.LSTM}[cell]
        self.rnn = layer(n_features, hidden_size, num_layers, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, x):
        first, *rows = x.split(1, dim=1)
        output, _ = self.rnn(first)
        return self.head(output[:, -1])

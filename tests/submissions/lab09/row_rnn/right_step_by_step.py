# style: row by row, with the state handed on
class RowRNN(nn.Module):
    def __init__(self, n_features, hidden_size, n_classes, num_layers=2, cell="lstm"):
        super().__init__()
        kinds = {"rnn": nn.RNN, "lstm": nn.LSTM}
        self.rnn = kinds[cell](n_features, hidden_size, num_layers=num_layers, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, x):
        state = None
        for row in x.split(1, dim=1):
            out, state = self.rnn(row, state)
        return self.head(out.squeeze(1))

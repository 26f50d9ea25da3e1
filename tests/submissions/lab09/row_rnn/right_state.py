# style: the state, taken apart for the LSTM
# training
class RowRNN(nn.Module):
    def __init__(self, n_features, hidden_size, n_classes, num_layers=2, cell="lstm"):
        super().__init__()
        if cell == "lstm":
            self.rnn = nn.LSTM(input_size=n_features, hidden_size=hidden_size, num_layers=num_layers, batch_first=True)
        else:
            self.rnn = nn.RNN(input_size=n_features, hidden_size=hidden_size, num_layers=num_layers, batch_first=True)
        self.cell = cell
        self.head = nn.Linear(in_features=hidden_size, out_features=n_classes)

    def forward(self, x):
        _, state = self.rnn(x)
        if self.cell == "lstm":
            state, c = state
        return self.head(state[-1])

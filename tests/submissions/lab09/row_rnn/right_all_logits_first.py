# style: the head on all steps, then the last
class RowRNN(nn.Module):
    def __init__(self, n_features, hidden_size, n_classes, num_layers=2, cell="lstm"):
        super().__init__()
        self.head = nn.Linear(hidden_size, n_classes)
        make = nn.RNN if cell == "rnn" else nn.LSTM
        self.rnn = make(n_features, hidden_size, num_layers, batch_first=True)

    def forward(self, x):
        states = self.rnn(x)[0]
        logits = self.head(states)
        return logits.transpose(0, 1)[-1]

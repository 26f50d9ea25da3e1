# mistake: the whole forward under no_grad
# fails: row_rnn.last_state: No gradient
# fails: trained.unseen_digits: On new images
# training
class RowRNN(nn.Module):
    def __init__(self, n_features, hidden_size, n_classes, num_layers=2, cell="lstm"):
        super().__init__()
        layer = {"rnn": nn.RNN, "lstm": nn.LSTM}[cell]
        self.rnn = layer(n_features, hidden_size, num_layers, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, x):
        with torch.no_grad():
            output, _ = self.rnn(x)
            return self.head(output[:, -1])

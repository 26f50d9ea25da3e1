# style: time first inside
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.lstm = nn.LSTM(hidden_dim, hidden_dim, n_layers)
        self.out = nn.Linear(hidden_dim, output_size)

    def forward(self, indices, state=None):
        x = self.embedding(indices.T)
        if state is None:
            output, state = self.lstm(x)
        else:
            output, state = self.lstm(x, state)
        return self.out(output).transpose(0, 1), state

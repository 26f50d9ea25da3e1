# mistake: the state of one document carried into the next
# fails: char_predictor.shapes: state
# fails: char_predictor.reading: kept in the module
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.lstm = nn.LSTM(hidden_dim, hidden_dim, n_layers, batch_first=True)
        self.out = nn.Linear(hidden_dim, output_size)
        self.state = None

    def forward(self, indices, state=None):
        if state is None and self.state is not None and self.state[0].shape[1] == len(indices):
            state = self.state
        output, state = self.lstm(self.embedding(indices), state)
        self.state = tuple(s.detach() for s in state)
        return self.out(output), state

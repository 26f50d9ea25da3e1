# mistake: a layer made and forgotten
# fails: char_predictor.shapes: never used
# fails: char_predictor.reading: weights, the task asks for
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.lstm = nn.LSTM(hidden_dim, hidden_dim, n_layers, batch_first=True)
        self.out = nn.Linear(hidden_dim, output_size)
        self.middle = nn.Linear(hidden_dim, hidden_dim)

    def forward(self, indices, state=None):
        output, state = self.lstm(self.embedding(indices), state)
        return self.out(output), state

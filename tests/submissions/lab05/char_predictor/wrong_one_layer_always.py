# mistake: n_layers not used
# fails: char_predictor.shapes: is n_layers used
# fails: char_predictor.reading: weights, the task asks for
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.lstm = nn.LSTM(hidden_dim, hidden_dim, batch_first=True)
        self.out = nn.Linear(hidden_dim, output_size)

    def forward(self, indices, state=None):
        output, state = self.lstm(self.embedding(indices), state)
        return self.out(output), state

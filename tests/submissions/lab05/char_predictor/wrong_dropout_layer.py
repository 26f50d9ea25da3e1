# mistake: dropout before the last layer
# fails: char_predictor.shapes: dropout
# fails: char_predictor.reading: random numbers
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.lstm = nn.LSTM(hidden_dim, hidden_dim, n_layers, batch_first=True)
        self.out = nn.Linear(hidden_dim, output_size)
        self.drop = nn.Dropout(0.4)

    def forward(self, indices, state=None):
        output, state = self.lstm(self.embedding(indices), state)
        return self.out(self.drop(output)), state

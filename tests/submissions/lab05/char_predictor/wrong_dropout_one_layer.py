# mistake: dropout= in the LSTM
# fails: char_predictor.shapes: torch warns
# fails: char_predictor.reading: h of the returned state differs
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.lstm = nn.LSTM(hidden_dim, hidden_dim, n_layers, batch_first=True, dropout=0.4)
        self.out = nn.Linear(hidden_dim, output_size)

    def forward(self, indices, state=None):
        output, state = self.lstm(self.embedding(indices), state)
        return self.out(output), state

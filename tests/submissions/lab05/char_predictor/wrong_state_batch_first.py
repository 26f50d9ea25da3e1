# mistake: state with the batch first
# fails: char_predictor.shapes: never becomes batch-first
# fails: char_predictor.reading: cannot go on
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.lstm = nn.LSTM(hidden_dim, hidden_dim, n_layers, batch_first=True)
        self.out = nn.Linear(hidden_dim, output_size)

    def forward(self, indices, state=None):
        output, (h, c) = self.lstm(self.embedding(indices), state)
        return self.out(output), (h.transpose(0, 1), c.transpose(0, 1))

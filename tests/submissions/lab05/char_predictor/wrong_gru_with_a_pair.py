# mistake: a GRU, its state given twice
# fails: char_predictor.reading: cell state c
# fails: char_predictor.shapes: nothing else
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.lstm = nn.GRU(hidden_dim, hidden_dim, n_layers, batch_first=True)
        self.out = nn.Linear(hidden_dim, output_size)

    def forward(self, indices, state=None):
        h = None if state is None else state[0]
        output, h = self.lstm(self.embedding(indices), h)
        return self.out(output), (h, h)

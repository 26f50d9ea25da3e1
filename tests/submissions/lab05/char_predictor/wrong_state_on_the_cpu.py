# mistake: zeros made on the CPU
# fails: char_predictor.shapes: on the CPU
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.lstm = nn.LSTM(hidden_dim, hidden_dim, n_layers, batch_first=True)
        self.out = nn.Linear(hidden_dim, output_size)
        self.n_layers, self.hidden_dim = n_layers, hidden_dim

    def forward(self, indices, state=None):
        if state is None:
            zeros = torch.zeros(self.n_layers, len(indices), self.hidden_dim)
            state = (zeros, zeros)
        output, state = self.lstm(self.embedding(indices), state)
        return self.out(output), state

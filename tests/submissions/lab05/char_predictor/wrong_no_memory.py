# mistake: each character alone
# fails: char_predictor.reading: memory
# fails: trained.bits: LSTM
# fails: char_predictor.shapes: nothing else
# training
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.layers, self.hidden_dim = n_layers, hidden_dim
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.middle = nn.Linear(hidden_dim, hidden_dim)
        self.out = nn.Linear(hidden_dim, output_size)

    def forward(self, indices, state=None):
        h = self.middle(self.embedding(indices)).relu()
        zeros = h.new_zeros(self.layers, len(indices), self.hidden_dim)
        return self.out(h), (zeros, zeros)

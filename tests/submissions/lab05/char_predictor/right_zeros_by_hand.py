# style: zero states made like the input, a list returned
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.lstm = nn.LSTM(hidden_dim, hidden_dim, n_layers, batch_first=True)
        self.out = nn.Linear(hidden_dim, output_size)
        self.n, self.d = n_layers, hidden_dim

    def forward(self, indices, state=None):
        x = self.embedding(indices)
        if state is None:
            h = x.new_zeros(self.n, x.shape[0], self.d)
            state = (h, torch.zeros_like(h))
        output, (h, c) = self.lstm(x, state)
        return [self.out(output), (h, c)]

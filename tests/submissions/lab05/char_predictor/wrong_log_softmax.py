# mistake: a log-softmax after the linear layer, where raw scores are asked
# fails: char_predictor.shapes: log-softmax
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.lstm = nn.LSTM(hidden_dim, hidden_dim, n_layers, batch_first=True)
        self.out = nn.Linear(hidden_dim, output_size)

    def forward(self, indices, state=None):
        output, state = self.lstm(self.embedding(indices), state)
        return torch.log_softmax(self.out(output), dim=2), state

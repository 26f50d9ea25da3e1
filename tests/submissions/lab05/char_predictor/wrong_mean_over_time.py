# mistake: the mean over the text added
# fails: char_predictor.reading: reads ahead
# fails: char_predictor.shapes: the logits differs
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.lstm = nn.LSTM(hidden_dim, hidden_dim, n_layers, batch_first=True)
        self.out = nn.Linear(hidden_dim, output_size)

    def forward(self, indices, state=None):
        output, state = self.lstm(self.embedding(indices), state)
        output = output + output.mean(1, keepdim=True)
        return self.out(output), state

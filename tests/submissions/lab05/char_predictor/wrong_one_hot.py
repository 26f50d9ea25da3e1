# mistake: one-hot into the LSTM, no look-up
# fails: char_predictor.shapes: nothing else
# fails: char_predictor.reading: weights, the task asks for
# training
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.size = input_size
        self.lstm = nn.LSTM(input_size, hidden_dim, n_layers, batch_first=True)
        self.linear = nn.Linear(hidden_dim, output_size)

    def forward(self, indices, state=None):
        x = F.one_hot(indices, self.size).to(self.linear.weight.dtype)
        outputs, new_state = self.lstm(x, state)
        return self.linear(outputs), new_state

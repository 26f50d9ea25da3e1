# mistake: a ReLU between the LSTM and the linear layer, which the card does not have: the negative half of h is lost
# fails: char_predictor.shapes: the logits differs
class CharPredictor(nn.Module):
    """Predict the next character after every character of a text."""

    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.lstm = nn.LSTM(hidden_dim, hidden_dim, n_layers, batch_first=True)
        self.linear = nn.Linear(hidden_dim, output_size)

    def forward(self, indices, state=None):
        """Return (logits [batch, seq_len, output_size], state (h, c)).

        indices: [batch, seq_len], int64
        state: the (h, c) to go on from; None means zeros
        """
        output, state = self.lstm(self.embedding(indices), state)
        return self.linear(F.relu(output)), state

# mistake: long texts are read in pieces of 50 with a detached state: the numbers agree, but no gradient goes across
# fails: char_predictor.shapes: the gradient from them to all weights differs
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
        outputs = []
        for k, piece in enumerate(self.embedding(indices).split(50, dim=1)):
            if k > 0:
                state = tuple(s.detach() for s in state)
            output, state = self.lstm(piece, state)
            outputs.append(output)
        return self.linear(torch.cat(outputs, dim=1)), state

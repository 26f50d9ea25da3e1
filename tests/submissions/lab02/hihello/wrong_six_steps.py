# mistake: view written for one text of six letters
# fails: hihello.model_shapes: shape
# fails: hihello.model_state: shape
# fails: hihello.scores: is invalid for input
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        output, state = self.rnn(x, state)
        logits = self.head(output.reshape(6, -1))
        return logits.unsqueeze(0), state

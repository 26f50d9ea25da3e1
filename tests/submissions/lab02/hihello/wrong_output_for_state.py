# mistake: last output returned as the state
# fails: hihello.model_shapes: The state has shape
# fails: hihello.model_state: cannot go on from the state
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        output, state = self.rnn(x, state)
        return self.head(output), output[:, -1:]

# mistake: hidden_size not used
# fails: hihello.model_shapes: The state has shape
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, 16, batch_first=True)
        self.head = nn.Linear(16, vocab_size)

    def forward(self, x, state=None):
        output, state = self.rnn(x, state)
        return self.head(output), state

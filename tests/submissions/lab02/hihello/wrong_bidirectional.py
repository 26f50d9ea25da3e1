# mistake: reads in both directions
# fails: hihello.model_state: read ahead
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True, bidirectional=True)
        self.head = nn.Linear(2 * hidden_size, vocab_size)

    def forward(self, x, state=None):
        output, state = self.rnn(x, state)
        return self.head(output), state

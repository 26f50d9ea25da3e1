# style: time-first inside, transposed both ways, a list returned
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        output, state = self.rnn(x.transpose(0, 1), state)
        return [self.head(output).transpose(0, 1), state]

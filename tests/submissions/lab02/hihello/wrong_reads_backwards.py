# mistake: reads the text from its end
# fails: hihello.model_state: read ahead
# fails: hihello.scores: no memory
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        output, state = self.rnn(x.flip(1), state)
        return self.head(output.flip(1)), state

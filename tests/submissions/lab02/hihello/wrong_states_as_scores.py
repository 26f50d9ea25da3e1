# mistake: bounded tanh states used as class scores: one unit a letter
# fails: hihello.model_shapes: The state has shape
# fails: hihello.scores: cannot leave [-1, 1]
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, vocab_size, batch_first=True)

    def forward(self, x, state=None):
        output, state = self.rnn(x, state)
        return output, state

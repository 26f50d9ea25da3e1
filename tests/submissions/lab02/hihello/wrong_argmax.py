# mistake: letters returned, not scores
# fails: hihello.model_shapes: one score for every letter
# fails: hihello.model_state: one score for every letter
# fails: hihello.scores: one score for every letter
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        output, state = self.rnn(x, state)
        return self.head(output).argmax(-1), state

# mistake: view where a transpose is due, for a time-first RNN
# fails: hihello.model_state: batch and time mix
# fails: hihello.scores: no memory
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        batch, steps, letters = x.shape
        output, state = self.rnn(x.reshape(steps, batch, letters), state)
        logits = self.head(output)
        return logits.reshape(batch, steps, -1), state

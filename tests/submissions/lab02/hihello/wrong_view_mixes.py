# mistake: view mixes batch and time in the output
# fails: hihello.model_state: batch and time mix
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        output, state = self.rnn(x, state)
        batch, steps, units = output.shape
        output = output.reshape(steps, batch, units).transpose(0, 1)
        return self.head(output), state

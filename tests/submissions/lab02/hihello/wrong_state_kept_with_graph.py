# mistake: state kept in the module, with its graph
# fails: hihello.model_state: kept in the module
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)
        self.state = None

    def forward(self, x, state=None):
        if state is not None:
            self.state = state
        output, self.state = self.rnn(x, self.state)
        return self.head(output), self.state

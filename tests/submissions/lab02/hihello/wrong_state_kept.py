# mistake: state kept in the module, detached
# fails: hihello.model_state: kept in the module
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)
        self.state = None

    def forward(self, x, state=None):
        if state is None:
            state = self.state
        output, state = self.rnn(x, state)
        self.state = state.detach()
        return self.head(output), state

# mistake: a learned first state instead of zeros
# fails: hihello.model_state: differs
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)
        self.s = nn.Parameter(torch.randn(hidden_size))
    def forward(self, x, state=None):
        if state is None or not state.any():
            state = self.s.expand(1, len(x), -1).contiguous()
        o, s = self.rnn(x, state)
        return self.head(o), s

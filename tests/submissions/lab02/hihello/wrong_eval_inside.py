# mistake: leaves the model in eval mode
# fails: hihello.model_state: the mode
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)
    def forward(self, x, state=None):
        self.eval()
        o, s = self.rnn(x, state)
        return self.head(o), s

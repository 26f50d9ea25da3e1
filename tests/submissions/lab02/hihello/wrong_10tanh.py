# mistake: the scores squashed into a wider range
# fails: hihello.scores: narrow range
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)
    def forward(self, x, state=None):
        o, s = self.rnn(x, state)
        return 10 * torch.tanh(self.head(o) / 10), s

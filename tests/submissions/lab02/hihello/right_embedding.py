# style: letters by number, an embedding, a GRU; asserts that the letters are one-hot
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.emb = nn.Embedding(vocab_size, hidden_size)
        self.rnn = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)
    def forward(self, x, state=None):
        assert ((x == 0) | (x == 1)).all() and (x.sum(-1) == 1).all()
        o, s = self.rnn(self.emb(x.argmax(-1)), state)
        return self.head(o), s

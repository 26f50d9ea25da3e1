# style: locals renamed, prints
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        h_all, h_last = self.rnn(x, state)
        print(h_all.shape)
        scores = self.head(h_all)
        return scores, h_last

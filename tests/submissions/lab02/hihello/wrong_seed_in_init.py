# mistake: sets the seed in __init__
# fails: hihello.model_state: sets the seed
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        torch.manual_seed(0)
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)
    def forward(self, x, state=None):
        o, s = self.rnn(x, state)
        return self.head(o), s

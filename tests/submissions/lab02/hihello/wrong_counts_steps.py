# mistake: the scores follow the number of the step, not the letters
# fails: hihello.scores: Two letters get the same
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(1, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        output, state = self.rnn(x.sum(dim=-1, keepdim=True), state)
        return self.out(output), state

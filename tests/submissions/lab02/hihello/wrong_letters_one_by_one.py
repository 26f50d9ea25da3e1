# mistake: every letter read from a fresh state
# fails: hihello.model_state: no memory
# fails: hihello.scores: no memory
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        steps = [self.rnn(x[:, t : t + 1]) for t in range(x.size(1))]
        output = torch.cat([step[0] for step in steps], dim=1)
        return self.head(output), steps[-1][1]

# mistake: the state detached after every 100 steps
# fails: hihello.scores: part of the path cut
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)
    def forward(self, x, state=None):
        outs = []
        for part in x.split(100, dim=1):
            o, state = self.rnn(part, state)
            outs.append(o)
            if len(outs) * 100 < x.shape[1]:
                state = state.detach()
        return self.head(torch.cat(outs, 1)), state

# mistake: reads parts of 100 steps, each from the first state
# fails: hihello.model_state: step 100
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)
    def forward(self, x, state=None):
        outs = []
        for part in x.split(100, dim=1):
            o, s = self.rnn(part, state)
            outs.append(o)
        return self.head(torch.cat(outs, 1)), s

# mistake: the linear layer made anew at every call
# fails: hihello.model_shapes: mixes devices
# fails: hihello.model_state: two different answers
# fails: hihello.scores: narrow range
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)

    def forward(self, x, state=None):
        output, state = self.rnn(x, state)
        head = nn.Linear(self.hidden_size, x.size(-1))
        return head(output), state

# mistake: softmax over the time axis
# fails: hihello.model_state: earlier scores change
# fails: hihello.scores: between 0 and 1
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        output, state = self.rnn(x, state)
        return self.head(output).softmax(dim=1), state

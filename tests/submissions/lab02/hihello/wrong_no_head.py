# mistake: states returned as scores
# fails: hihello.model_shapes: linear layer
# fails: hihello.model_state: one score for every letter
# fails: hihello.scores: linear layer missing
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)

    def forward(self, x, state=None):
        output, state = self.rnn(x, state)
        return output, state

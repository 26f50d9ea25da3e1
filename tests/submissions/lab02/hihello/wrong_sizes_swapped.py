# mistake: input_size and hidden_size swapped
# fails: hihello.model_shapes: input.size(-1)
# fails: hihello.model_state: input.size(-1)
# fails: hihello.scores: input.size(-1)
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(hidden_size, vocab_size, batch_first=True)
        self.head = nn.Linear(vocab_size, vocab_size)

    def forward(self, x, state=None):
        output, state = self.rnn(x, state)
        return self.head(output), state

# mistake: state handed out and taken in batch-first
# fails: hihello.model_shapes: never batch-first
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        if state is not None:
            state = state.transpose(0, 1).contiguous()
        output, state = self.rnn(x, state)
        return self.head(output), state.transpose(0, 1)

# mistake: first state made on the CPU, in float32
# fails: hihello.model_shapes: mixes devices
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        if state is None:
            state = torch.zeros(1, x.size(0), self.hidden_size)
        output, state = self.rnn(x, state)
        return self.head(output), state

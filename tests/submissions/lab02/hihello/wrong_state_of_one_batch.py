# mistake: first state made once, for a batch of one
# fails: hihello.model_shapes: hidden size
# fails: hihello.model_state: hidden size
# fails: hihello.scores: Expected hidden size
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.h0 = torch.zeros(1, 1, hidden_size)
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        if state is None:
            state = self.h0
        output, state = self.rnn(x, state)
        return self.head(output), state

# mistake: every call starts from a random state
# fails: hihello.model_state: two different answers
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        if state is None:
            state = 0.1 * torch.randn(1, x.size(0), self.rnn.hidden_size).to(x)
        output, state = self.rnn(x, state)
        return self.head(output), state

# mistake: forward under no_grad
# fails: hihello.scores: no gradient
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        with torch.no_grad():
            output, state = self.rnn(x, state)
            logits = self.head(output)
        return logits, state

# mistake: the old state returned
# fails: hihello.model_state: the state returned is not the last
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        output, new_state = self.rnn(x, state)
        if state is None:
            state = torch.zeros_like(new_state)
        return self.head(output), state

# mistake: a feed-forward model with a state of zeros
# fails: hihello.model_state: no memory
# fails: hihello.scores: no memory
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.hidden = nn.Linear(vocab_size, hidden_size)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        hidden = torch.tanh(self.hidden(x))
        if state is None:
            state = hidden.new_zeros(1, hidden.size(0), hidden.size(2))
        return self.head(hidden), state

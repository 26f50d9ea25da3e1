# mistake: the state is kept from call to call
# fails: classifier.true_length: two calls
# fails: classifier.recurrence: two calls
class NameClassifier(nn.Module):
    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.rnn = nn.RNN(n_letters, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        output, state = self.rnn(x, getattr(self, "state", None) if len(x) == getattr(self, "rows", 0) else None)
        self.state, self.rows = state.detach(), len(x)
        return self.head(output[torch.arange(len(x)), lengths - 1])

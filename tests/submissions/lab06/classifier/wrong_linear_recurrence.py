# mistake: the recurrence has no activation, tanh stands only once after the last letter: one long linear map
# fails: classifier.recurrence: state is a linear function of the letters: the activation is
class NameClassifier(nn.Module):
    """Reads a name, answers with one score for each category."""

    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.read = nn.Linear(n_letters, hidden_size)
        self.carry = nn.Linear(hidden_size, hidden_size)
        self.head = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        """Return logits [batch, n_categories].

        x: [batch, longest, n_letters], one-hot, zeros after each name's end
        lengths: [batch], int64, the number of letters of each name
        """
        hidden, states = x.new_zeros(len(x), self.carry.in_features), []
        for letter in x.unbind(1):
            hidden = self.read(letter) + self.carry(hidden)
            states.append(hidden)
        last = torch.stack(states, 1)[torch.arange(len(x)), lengths - 1]
        return self.head(torch.tanh(last))

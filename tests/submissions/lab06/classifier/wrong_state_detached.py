# mistake: the state is detached at each step
# fails: classifier.recurrence: does not go back through all steps
class NameClassifier(nn.Module):
    """Reads a name, answers with one score for each category."""

    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.cell = nn.RNNCell(n_letters, hidden_size)
        self.head = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        """Return logits [batch, n_categories].

        x: [batch, longest, n_letters], one-hot, zeros after each name's end
        lengths: [batch], int64, the number of letters of each name
        """
        hidden, states = x.new_zeros(len(x), self.cell.hidden_size), []
        for letter in x.unbind(1):
            hidden = self.cell(letter, hidden.detach())
            states.append(hidden)
        return self.head(torch.stack(states, 1)[torch.arange(len(x)), lengths - 1])

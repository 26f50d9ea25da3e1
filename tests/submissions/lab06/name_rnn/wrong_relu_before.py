# mistake: a ReLU on the joined vector as well: negative numbers of the given state are lost
# fails: name_rnn.first_state: With one step: the logits (raw scores, of the new state)
class NameRNN(nn.Module):
    """One step of a letter model that knows the category."""

    def __init__(self, n_categories, n_letters, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.to_hidden = nn.Linear(n_categories + n_letters + hidden_size, hidden_size)
        self.to_logits = nn.Linear(hidden_size, n_letters)
        self.relu = nn.ReLU()

    def forward(self, category, letter, hidden):
        """Return (logits [batch, n_letters], new hidden [batch, hidden_size])."""
        joined = self.relu(torch.cat([category, letter, hidden], dim=1))
        hidden = self.relu(self.to_hidden(joined))
        return self.to_logits(hidden), hidden

    def init_hidden(self, batch_size):
        """Return zeros [batch_size, hidden_size], like the parameters."""
        return self.to_hidden.weight.new_zeros(batch_size, self.hidden_size)

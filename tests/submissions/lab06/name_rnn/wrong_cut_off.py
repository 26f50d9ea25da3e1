# mistake: the state is cut off at 30
# fails: name_rnn.first_state: With a state 50 times as large
class NameRNN(nn.Module):
    """One step of a letter model that knows the category."""

    def __init__(self, n_categories, n_letters, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.to_hidden = nn.Linear(n_categories + n_letters + hidden_size, hidden_size)
        self.to_logits = nn.Linear(hidden_size, n_letters)

    def forward(self, category, letter, hidden):
        """Return (logits [batch, n_letters], new hidden [batch, hidden_size])."""
        hidden = self.to_hidden(torch.cat([category, letter, hidden], dim=1)).clamp(0, 30)
        return self.to_logits(hidden), hidden

    def init_hidden(self, batch_size):
        """Return zeros [batch_size, hidden_size], like the parameters."""
        return self.to_hidden.weight.new_zeros(batch_size, self.hidden_size)

# mistake: the start state is a parameter that begins as zeros and is trained: after a step init_hidden gives no zeros
# fails: name_rnn.first_state: step: the first state (zeros [batch_size, hidden_size], made
class NameRNN(nn.Module):
    """One step of a letter model that knows the category."""

    def __init__(self, n_categories, n_letters, hidden_size):
        super().__init__()
        self.to_hidden = nn.Linear(n_categories + n_letters + hidden_size, hidden_size)
        self.to_logits = nn.Linear(hidden_size, n_letters)
        self.start = nn.Parameter(torch.zeros(1, hidden_size))

    def forward(self, category, letter, hidden):
        """Return (logits [batch, n_letters], new hidden [batch, hidden_size])."""
        hidden = torch.relu(self.to_hidden(torch.cat([category, letter, hidden], dim=1)))
        return self.to_logits(hidden), hidden

    def init_hidden(self, batch_size):
        """Return zeros [batch_size, hidden_size], like the parameters."""
        return self.start.expand(batch_size, -1)

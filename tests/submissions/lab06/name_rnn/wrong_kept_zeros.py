# mistake: init_hidden keeps its zeros for the batch size: after .double() or .to() they have the old dtype, and two calls share memory
# fails: name_rnn.first_state: in float64: dtype torch.float32, expected torch.float64: the
class NameRNN(nn.Module):
    """One step of a letter model that knows the category."""

    def __init__(self, n_categories, n_letters, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.to_hidden = nn.Linear(n_categories + n_letters + hidden_size, hidden_size)
        self.to_logits = nn.Linear(hidden_size, n_letters)
        self.start = None

    def forward(self, category, letter, hidden):
        """Return (logits [batch, n_letters], new hidden [batch, hidden_size])."""
        hidden = self.to_hidden(torch.cat([category, letter, hidden], dim=1)).relu()
        return self.to_logits(hidden), hidden

    def init_hidden(self, batch_size):
        """Return zeros [batch_size, hidden_size], like the parameters."""
        if self.start is None or len(self.start) != batch_size:
            self.start = self.to_hidden.weight.new_zeros(batch_size, self.hidden_size)
        return self.start

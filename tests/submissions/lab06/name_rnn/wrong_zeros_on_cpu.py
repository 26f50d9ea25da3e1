# mistake: zeros made on the CPU, in the right dtype
# fails: name_rnn.first_state: on the CPU
class NameRNN(nn.Module):
    def __init__(self, n_categories, n_letters, hidden_size):
        super().__init__()
        self.to_hidden = nn.Linear(n_categories + n_letters + hidden_size, hidden_size)
        self.to_logits = nn.Linear(hidden_size, n_letters)

    def forward(self, category, letter, hidden):
        hidden = torch.relu(self.to_hidden(torch.cat([category, letter, hidden], dim=1)))
        return self.to_logits(hidden), hidden

    def init_hidden(self, batch_size):
        return torch.zeros(batch_size, self.to_logits.in_features, dtype=self.to_logits.weight.dtype)

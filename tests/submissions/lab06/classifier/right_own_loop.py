# style: own recurrence, where keeps the state of names that are over
class NameClassifier(nn.Module):
    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.hidden_size = hidden_size
        self.step = nn.Linear(n_letters + hidden_size, hidden_size)
        self.head = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        hidden = x.new_zeros(x.shape[0], self.hidden_size)
        lengths = lengths.to(x.device)
        for t in range(x.shape[1]):
            new = torch.relu(self.step(torch.cat([x[:, t], hidden], dim=1)))
            hidden = torch.where((t < lengths)[:, None], new, hidden)
        return self.head(hidden)

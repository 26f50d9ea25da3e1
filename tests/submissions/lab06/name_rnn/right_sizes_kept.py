# style: sizes kept as attributes, nn.ReLU, F.linear by call
# training
class NameRNN(nn.Module):
    def __init__(self, n_categories: int, n_letters: int, hidden_size: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.to_hidden = nn.Linear(n_categories + n_letters + hidden_size, hidden_size)
        self.to_logits = nn.Linear(hidden_size, n_letters)
        self.activation = nn.ReLU()

    def forward(self, category, letter, hidden):
        combined = torch.cat((category, letter, hidden), -1)
        hidden = self.activation(self.to_hidden(combined))
        output = self.to_logits(hidden)
        return output, hidden

    def init_hidden(self, batch_size):
        parameter = next(self.parameters())
        return torch.zeros(batch_size, self.hidden_size, device=parameter.device, dtype=parameter.dtype)

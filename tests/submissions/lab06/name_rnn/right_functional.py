# style: functional linear, relu_, zeros by multiplying a parameter's device
class NameRNN(nn.Module):
    def __init__(self, n_categories, n_letters, hidden_size):
        super().__init__()
        width = n_categories + n_letters + hidden_size
        self.to_logits = nn.Linear(hidden_size, n_letters, bias=True)
        self.to_hidden = nn.Linear(width, hidden_size, bias=True)

    def forward(self, category, letter, hidden):
        x = torch.hstack([category, letter, hidden])
        h = nn.functional.linear(x, self.to_hidden.weight, self.to_hidden.bias).relu_()
        return self.to_logits.forward(h), h

    def init_hidden(self, batch_size):
        return torch.zeros_like(self.to_hidden.bias).repeat(batch_size, 1)

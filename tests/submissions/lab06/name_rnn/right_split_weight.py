# style: the weight cut in three, clamp for ReLU, a list returned
class NameRNN(nn.Module):
    def __init__(self, n_categories, n_letters, hidden_size):
        super().__init__()
        self.to_hidden = nn.Linear(hidden_size + n_letters + n_categories, hidden_size)
        self.to_logits = nn.Linear(hidden_size, n_letters)
        self.sizes = [n_categories, n_letters, hidden_size]

    def forward(self, category, letter, hidden):
        parts = self.to_hidden.weight.split(self.sizes, dim=1)
        new = self.to_hidden.bias + sum(x @ w.T for x, w in zip((category, letter, hidden), parts))
        new = new.clamp(min=0)
        return [self.to_logits(new), new]

    def init_hidden(self, batch_size):
        return self.to_logits.weight.new_zeros((batch_size, self.sizes[2]))

# mistake: the mean of the letters
# fails: classifier.true_length: average
# fails: classifier.recurrence: order of the letters
class NameClassifier(nn.Module):
    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.step = nn.Linear(n_letters, hidden_size)
        self.head = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        return self.head(torch.tanh(self.step(x.sum(1) / lengths.to(x)[:, None])))

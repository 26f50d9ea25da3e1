# mistake: mean over the real letters
# fails: classifier.true_length: average
class NameClassifier(nn.Module):
    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.rnn = nn.RNN(n_letters, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_categories)

    def forward(self, x, lengths):
        output, _ = self.rnn(x)
        mask = (torch.arange(x.shape[1]) < lengths[:, None]).to(x)[..., None]
        return self.head((output * mask).sum(1) / mask.sum(1))

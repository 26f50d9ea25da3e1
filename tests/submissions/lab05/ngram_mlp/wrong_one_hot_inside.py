# mistake: one-hot and a linear layer
# fails: ngram_mlp.table: one-hot
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.vocab = ngram_vocab_size
        self.hidden = nn.Linear(ngram_vocab_size, hidden_dim)
        self.out = nn.Linear(hidden_dim, char_vocab_size)

    def forward(self, numbers):
        x = F.one_hot(numbers, self.vocab).float()
        return self.out(F.relu(self.hidden(x)))

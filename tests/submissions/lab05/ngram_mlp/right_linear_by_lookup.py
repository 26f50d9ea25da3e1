# style: a linear layer, its columns looked up, tanh
# training
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.first = nn.Linear(ngram_vocab_size, hidden_dim)
        self.act = nn.Tanh()
        self.second = nn.Linear(hidden_dim, char_vocab_size)

    def forward(self, numbers):
        h = self.first.weight.T[numbers] + self.first.bias
        return self.second(self.act(h))

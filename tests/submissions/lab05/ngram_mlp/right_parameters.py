# style: bare parameters
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.table = nn.Parameter(torch.randn(ngram_vocab_size, hidden_dim))
        self.weight = nn.Parameter(torch.randn(char_vocab_size, hidden_dim) / hidden_dim**0.5)
        self.bias = nn.Parameter(torch.zeros(char_vocab_size))

    def forward(self, numbers):
        return self.table[numbers].sigmoid() @ self.weight.T + self.bias

# style: nn.Sequential
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Embedding(ngram_vocab_size, hidden_dim),
            nn.ReLU(),
            nn.Linear(hidden_dim, char_vocab_size),
        )

    def forward(self, numbers):
        return self.layers(numbers)

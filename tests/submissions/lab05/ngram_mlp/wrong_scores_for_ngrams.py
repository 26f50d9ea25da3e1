# mistake: as many scores as n-grams
# fails: ngram_mlp.logits: score for each n-gram
# fails: ngram_mlp.table: one-hot
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.hidden = nn.Embedding(ngram_vocab_size, hidden_dim)
        self.out = nn.Linear(hidden_dim, ngram_vocab_size)

    def forward(self, numbers):
        return self.out(self.hidden(numbers).relu())

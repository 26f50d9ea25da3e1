# mistake: the unknown multiplied away
# fails: ngram_mlp.table: unknown
# fails: ngram_mlp.logits: the logits differs
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.hidden = nn.Embedding(ngram_vocab_size, hidden_dim)
        self.out = nn.Linear(hidden_dim, char_vocab_size)

    def forward(self, numbers):
        known = (numbers > 0).float()[:, None]
        return self.out(self.hidden(numbers).relu() * known)

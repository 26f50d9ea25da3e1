# mistake: a table that is no parameter
# fails: ngram_mlp.logits: look-up is missing
# fails: ngram_mlp.table: No gradient reaches a table
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.table = torch.randn(ngram_vocab_size, hidden_dim)
        self.out = nn.Linear(hidden_dim, char_vocab_size)

    def forward(self, numbers):
        return self.out(self.table[numbers].relu())

# mistake: the table does not learn
# fails: ngram_mlp.table: no gradient
# fails: ngram_mlp.logits: never used
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.hidden = nn.Embedding(ngram_vocab_size, hidden_dim)
        self.out = nn.Linear(hidden_dim, char_vocab_size)

    def forward(self, numbers):
        with torch.no_grad():
            h = self.hidden(numbers)
        return self.out(h.relu())

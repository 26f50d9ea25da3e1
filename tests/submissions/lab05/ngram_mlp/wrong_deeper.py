# mistake: one more layer, which the card does not have
# fails: ngram_mlp.logits: nothing else
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.table = nn.Embedding(ngram_vocab_size, hidden_dim)
        self.mid = nn.Linear(hidden_dim, 2 * hidden_dim)
        self.head = nn.Linear(2 * hidden_dim, char_vocab_size)

    def forward(self, numbers):
        h: torch.Tensor = torch.tanh(self.table(numbers))
        h = F.gelu(self.mid(h))
        return self.head(h)

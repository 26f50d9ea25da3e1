# mistake: two linear layers without an activation
# fails: ngram_mlp.logits: nothing else
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.hidden = nn.Embedding(ngram_vocab_size, hidden_dim)
        self.out = nn.Linear(hidden_dim, char_vocab_size)
        self.middle = nn.Linear(hidden_dim, hidden_dim)

    def forward(self, numbers):
        return self.out(self.middle(self.hidden(numbers)))

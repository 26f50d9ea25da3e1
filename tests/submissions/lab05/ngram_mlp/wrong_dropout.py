# mistake: dropout added
# fails: ngram_mlp.logits: dropout
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.hidden = nn.Embedding(ngram_vocab_size, hidden_dim)
        self.out = nn.Linear(hidden_dim, char_vocab_size)
        self.drop = nn.Dropout(0.4)

    def forward(self, numbers):
        return self.out(self.drop(self.hidden(numbers).relu()))

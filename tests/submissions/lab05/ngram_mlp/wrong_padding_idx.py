# mistake: the unknown as padding
# fails: ngram_mlp.table: padding_idx
# fails: ngram_mlp.logits: the gradient of the table differs
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.hidden = nn.Embedding(ngram_vocab_size, hidden_dim, padding_idx=0)
        self.out = nn.Linear(hidden_dim, char_vocab_size)

    def forward(self, numbers):
        return self.out(self.hidden(numbers).relu())

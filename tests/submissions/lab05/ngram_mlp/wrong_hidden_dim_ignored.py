# mistake: the hidden vector always has 128 numbers, hidden_dim is not used
# fails: ngram_mlp.logits: nothing else
class NgramMLP(nn.Module):
    """Predict the next character from the number of one n-gram."""

    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.hidden = 128
        self.table = nn.Embedding(ngram_vocab_size, self.hidden)
        self.out = nn.Linear(self.hidden, char_vocab_size)

    def forward(self, numbers):
        """Return the logits [B, char_vocab_size] for n-gram numbers [B]."""
        return self.out(torch.relu(self.table(numbers)))

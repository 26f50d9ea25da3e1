# mistake: max_norm writes shortened rows into the table in every call, also in eval mode: a forward pass changes weights
# fails: ngram_mlp.logits: the logits differs
class NgramMLP(nn.Module):
    """Predict the next character from the number of one n-gram."""

    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.table = nn.Embedding(ngram_vocab_size, hidden_dim, max_norm=2.0)
        self.out = nn.Linear(hidden_dim, char_vocab_size)

    def forward(self, numbers):
        """Return the logits [B, char_vocab_size] for n-gram numbers [B]."""
        return self.out(torch.tanh(self.table(numbers)))

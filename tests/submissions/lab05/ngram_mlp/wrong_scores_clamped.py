# mistake: the scores are clamped to -5 ... 5, so no model can become surer, and outside there is no gradient
# fails: ngram_mlp.logits: the logits differs
class NgramMLP(nn.Module):
    """Predict the next character from the number of one n-gram."""

    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.table = nn.Embedding(ngram_vocab_size, hidden_dim)
        self.out = nn.Linear(hidden_dim, char_vocab_size)

    def forward(self, numbers):
        """Return the logits [B, char_vocab_size] for n-gram numbers [B]."""
        hidden = torch.relu(self.table(numbers))
        return self.out(hidden).clamp(-5, 5)  # keeps the softmax stable

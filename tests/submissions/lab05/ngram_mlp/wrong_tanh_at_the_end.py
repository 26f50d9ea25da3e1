# mistake: the activation after the last layer
# fails: ngram_mlp.logits: tanh or sigmoid
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.hidden = nn.Embedding(ngram_vocab_size, hidden_dim)
        self.out = nn.Linear(hidden_dim, char_vocab_size)

    def forward(self, numbers):
        return torch.tanh(self.out(self.hidden(numbers)))

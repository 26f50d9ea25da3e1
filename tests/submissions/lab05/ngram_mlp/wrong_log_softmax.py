# mistake: a log-softmax after the last layer, where raw scores are asked
# fails: ngram_mlp.logits: log-softmax
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.hidden = nn.Embedding(ngram_vocab_size, hidden_dim)
        self.out = nn.Linear(hidden_dim, char_vocab_size)

    def forward(self, numbers):
        scores = self.out(F.relu(self.hidden(numbers)))
        return F.log_softmax(scores, dim=-1)

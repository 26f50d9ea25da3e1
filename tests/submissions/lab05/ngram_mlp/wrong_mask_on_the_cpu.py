# mistake: a tensor made in forward on the CPU
# fails: ngram_mlp.logits: on the CPU
class NgramMLP(nn.Module):
    def __init__(self, ngram_vocab_size, char_vocab_size, hidden_dim):
        super().__init__()
        self.hidden = nn.Embedding(ngram_vocab_size, hidden_dim)
        self.out = nn.Linear(hidden_dim, char_vocab_size)

    def forward(self, numbers):
        h = self.hidden(numbers)
        zeros = torch.zeros(h.shape[0], h.shape[1])
        return self.out(torch.maximum(h, zeros))

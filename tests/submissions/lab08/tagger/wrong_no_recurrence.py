# mistake: a linear layer on each word, no LSTM
# fails: tagger.context: only the word itself counts
# fails: tagger.scores: differs
class LSTMTagger(nn.Module):
    def __init__(self, vocab_size, n_tags, embedding_dim, hidden_size, bidirectional=False):
        super().__init__()
        width = 2 * hidden_size if bidirectional else hidden_size
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.hidden = nn.Linear(embedding_dim, width)
        self.out = nn.Linear(width, n_tags)

    def forward(self, words, lengths):
        return self.out(self.hidden(self.embedding(words)).tanh())

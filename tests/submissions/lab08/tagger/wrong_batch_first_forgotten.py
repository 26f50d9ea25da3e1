# mistake: batch_first forgotten: batch and time mix
# fails: tagger.padding: Do batch and time mix
# fails: tagger.context: only the word itself counts
# fails: tagger.scores: differs
class LSTMTagger(nn.Module):
    def __init__(self, vocab_size, n_tags, embedding_dim, hidden_size, bidirectional=False):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_size, bidirectional=bidirectional)
        self.out = nn.Linear((2 if bidirectional else 1) * hidden_size, n_tags)

    def forward(self, words, lengths):
        output, _ = self.lstm(self.embedding(words))
        return self.out(output)

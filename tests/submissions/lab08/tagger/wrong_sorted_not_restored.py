# mistake: sorted by length for packing and never put back
# fails: tagger.padding: The answers come sorted by length
# fails: tagger.scores: differs
class LSTMTagger(nn.Module):
    def __init__(self, vocab_size, n_tags, embedding_dim, hidden_size, bidirectional=False):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_size, batch_first=True, bidirectional=bidirectional)
        self.out = nn.Linear((2 if bidirectional else 1) * hidden_size, n_tags)

    def forward(self, words, lengths):
        order = lengths.argsort(descending=True)
        packed = pack_padded_sequence(self.embedding(words[order]), lengths[order], batch_first=True)
        output, _ = pad_packed_sequence(self.lstm(packed)[0], batch_first=True, total_length=words.shape[1])
        return self.out(output)

# mistake: the LSTM reads at most 50 words; all words after the 50th get the same scores (of a zero state)
# fails: tagger.scores: differs
class LSTMTagger(nn.Module):
    """Give every word of a sentence one score for each tag."""

    def __init__(self, vocab_size, n_tags, embedding_dim, hidden_size, bidirectional=False):
        super().__init__()
        self.longest = 50
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_size, batch_first=True, bidirectional=bidirectional)
        self.linear = nn.Linear(hidden_size * (2 if bidirectional else 1), n_tags)

    def forward(self, words, lengths):
        """Return logits [batch, seq_len, n_tags].

        words: [batch, seq_len], int64, padded at the end
        lengths: [batch], int64, on the CPU
        """
        x = self.embedding(words)
        packed = pack_padded_sequence(x, lengths.clamp(max=self.longest), batch_first=True, enforce_sorted=False)
        output, _ = self.lstm(packed)
        output, _ = pad_packed_sequence(output, batch_first=True, total_length=words.shape[1])
        return self.linear(output)

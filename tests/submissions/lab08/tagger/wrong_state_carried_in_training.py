# mistake: in train mode the states of the last batch are the start of the next one when it has the same size ("every call starts fresh")
# fails: tagger.scores: differs
class LSTMTagger(nn.Module):
    """Give every word of a sentence one score for each tag."""

    def __init__(self, vocab_size, n_tags, embedding_dim, hidden_size, bidirectional=False):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_size, batch_first=True, bidirectional=bidirectional)
        self.linear = nn.Linear(hidden_size * (2 if bidirectional else 1), n_tags)
        self.state = None

    def forward(self, words, lengths):
        """Return logits [batch, seq_len, n_tags].

        words: [batch, seq_len], int64, padded at the end
        lengths: [batch], int64, on the CPU
        """
        start = None
        if self.training and self.state is not None and self.state[0].shape[1] == len(words):
            start = self.state
        packed = pack_padded_sequence(self.embedding(words), lengths, batch_first=True, enforce_sorted=False)
        output, (h, c) = self.lstm(packed, start)
        if self.training:
            self.state = h.detach(), c.detach()
        output, _ = pad_packed_sequence(output, batch_first=True, total_length=words.shape[1])
        return self.linear(output)

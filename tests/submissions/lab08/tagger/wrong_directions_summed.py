# mistake: the two directions are added instead of joined, so the linear layer sees hidden_size numbers and cannot tell them apart
# fails: tagger.scores: differs
class LSTMTagger(nn.Module):
    """Give every word of a sentence one score for each tag."""

    def __init__(self, vocab_size, n_tags, embedding_dim, hidden_size, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_size, batch_first=True, bidirectional=bidirectional)
        self.linear = nn.Linear(hidden_size, n_tags)

    def forward(self, words, lengths):
        """Return logits [batch, seq_len, n_tags].

        words: [batch, seq_len], int64, padded at the end
        lengths: [batch], int64, on the CPU
        """
        packed = pack_padded_sequence(self.embedding(words), lengths, batch_first=True, enforce_sorted=False)
        output, _ = self.lstm(packed)
        output, _ = pad_packed_sequence(output, batch_first=True, total_length=words.shape[1])
        if self.bidirectional:
            output = output[..., : self.hidden_size] + output[..., self.hidden_size :]
        return self.linear(output)

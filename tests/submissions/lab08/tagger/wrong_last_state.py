# mistake: one answer for each sentence, from the last state
# fails: tagger.scores: One answer for each sentence
# fails: tagger.padding: forward must return logits
# fails: tagger.context: not [1, seq_len, n_tags]
class LSTMTagger(nn.Module):
    def __init__(self, vocab_size, n_tags, embedding_dim, hidden_size, bidirectional=False):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_size, batch_first=True, bidirectional=bidirectional)
        self.out = nn.Linear((2 if bidirectional else 1) * hidden_size, n_tags)

    def forward(self, words, lengths):
        packed = pack_padded_sequence(self.embedding(words), lengths, batch_first=True, enforce_sorted=False)
        _, (h, _) = self.lstm(packed)
        return self.out(h.transpose(0, 1).flatten(1))

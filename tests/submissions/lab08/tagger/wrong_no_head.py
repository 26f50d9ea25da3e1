# mistake: the linear layer is made and forgotten
# fails: tagger.scores: linear layer to n_tags is missing
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
        output, _ = pad_packed_sequence(self.lstm(packed)[0], batch_first=True, total_length=words.shape[1])
        return output

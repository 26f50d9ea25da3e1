# mistake: a float32 state made by hand
# fails: tagger.scores: in float32
class LSTMTagger(nn.Module):
    def __init__(self, vocab_size, n_tags, embedding_dim, hidden_size, bidirectional=False):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_size, batch_first=True, bidirectional=bidirectional)
        self.out = nn.Linear((2 if bidirectional else 1) * hidden_size, n_tags)

    def forward(self, words, lengths):
        packed = pack_padded_sequence(self.embedding(words), lengths, batch_first=True, enforce_sorted=False)
        zeros = torch.zeros(2 if self.lstm.bidirectional else 1, len(words), self.lstm.hidden_size)
        packed_output, _ = self.lstm(packed, (zeros, zeros))
        output, _ = pad_packed_sequence(packed_output, batch_first=True, total_length=words.shape[1])
        return self.out(output)

# style: time first inside, halves taken apart and joined again
class LSTMTagger(nn.Module):
    def __init__(self, vocab_size, n_tags, embedding_dim, hidden_size, bidirectional=False):
        super().__init__()
        self.directions = 2 if bidirectional else 1
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_size, bidirectional=bidirectional)
        self.out = nn.Linear(self.directions * hidden_size, n_tags)

    def forward(self, words, lengths):
        embedded = self.embedding(words).transpose(0, 1)
        packed = pack_padded_sequence(embedded, lengths, enforce_sorted=False)
        output, _ = pad_packed_sequence(self.lstm(packed)[0], total_length=words.size(1))
        return self.out(torch.cat(output.chunk(self.directions, dim=-1), dim=-1)).transpose(0, 1)

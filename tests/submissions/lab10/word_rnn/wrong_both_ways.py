# mistake: two directions, read at the last word: the backward one has seen this word only
# fails: word_rnn.reading: two directions
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_size, batch_first=True, bidirectional=True)
        self.head = nn.Linear(2 * hidden_size, n_classes)

    def forward(self, indices, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(self.embedding(indices), lengths, batch_first=True, enforce_sorted=False)
        output, _ = nn.utils.rnn.pad_packed_sequence(self.rnn(packed)[0], batch_first=True)
        return self.head(output[torch.arange(len(indices)), lengths - 1])

# mistake: packed without enforce_sorted=False
# fails: word_rnn.padding: enforce_sorted
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, indices, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(self.embedding(indices), lengths, batch_first=True)
        _, h_n = self.rnn(packed)
        return self.head(h_n[-1])

# mistake: sorted by length, and not put back
# fails: word_rnn.padding: sorted by length
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, indices, lengths):
        order = lengths.argsort(descending=True)
        packed = nn.utils.rnn.pack_padded_sequence(self.embedding(indices[order]), lengths[order], batch_first=True)
        _, h_n = self.rnn(packed)
        return self.head(h_n[-1])

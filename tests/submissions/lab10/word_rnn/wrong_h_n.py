# mistake: h_n of the padded batch
# fails: word_rnn.padding: padding is read
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, indices, lengths):
        _, h_n = self.rnn(self.embedding(indices))
        return self.head(h_n[-1])

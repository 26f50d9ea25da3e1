# mistake: the first state made on the CPU, in float32
# fails: word_rnn.reading: raised
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, indices, lengths):
        h = torch.zeros(1, len(indices), self.rnn.hidden_size)
        output, _ = self.rnn(self.embedding(indices), h)
        return self.head(output[torch.arange(len(indices)), lengths - 1])

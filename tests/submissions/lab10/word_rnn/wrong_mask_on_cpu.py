# mistake: a mask made on the CPU
# fails: word_rnn.reading: made on the CPU
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, indices, lengths):
        x = self.embedding(indices)
        x = x * (torch.arange(indices.shape[1]) < lengths[:, None])[..., None]
        output, _ = self.rnn(x)
        return self.head(output[torch.arange(len(indices)), lengths - 1])

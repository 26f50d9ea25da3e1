# mistake: a plain RNN
# fails: word_rnn.reading: plain RNN
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.RNN(embedding.embedding_dim, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, indices, lengths):
        output, _ = self.rnn(self.embedding(indices))
        return self.head(output[torch.arange(len(indices)), lengths - 1])

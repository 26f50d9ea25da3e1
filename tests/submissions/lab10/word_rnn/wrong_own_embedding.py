# mistake: a new embedding: the table is not used
# fails: word_rnn.reading: not part of the model
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = nn.Embedding(embedding.num_embeddings, embedding.embedding_dim, padding_idx=0)
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, indices, lengths):
        output, _ = self.rnn(self.embedding(indices))
        return self.head(output[torch.arange(len(indices)), lengths - 1])

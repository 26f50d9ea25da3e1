# mistake: the length is counted from the zeros
# fails: word_rnn.padding: what stands in the padding
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, indices, lengths):
        output, _ = self.rnn(self.embedding(indices))
        counted = (indices != 0).sum(1)
        return self.head(output[torch.arange(len(indices)), counted - 1])

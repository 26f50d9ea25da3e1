# mistake: the forward pass under no_grad
# fails: word_rnn.reading: no gradient
# fails: trained.held_out: training cell
# training
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, indices, lengths):
        with torch.no_grad():
            output, _ = self.rnn(self.embedding(indices))
            return self.head(output[torch.arange(len(indices)), lengths - 1])

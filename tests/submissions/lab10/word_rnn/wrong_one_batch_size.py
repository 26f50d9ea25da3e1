# mistake: made for batches of 32 only
# fails: word_rnn.reading: raised
# fails: word_rnn.padding: raised
# fails: trained.held_out: raised
# training
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, indices, lengths):
        h = self.embedding.weight.new_zeros(1, 32, self.rnn.hidden_size)
        output, _ = self.rnn(self.embedding(indices), h)
        return self.head(output[torch.arange(len(indices)), lengths - 1])

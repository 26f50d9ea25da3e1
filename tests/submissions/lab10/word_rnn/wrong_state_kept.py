# mistake: the state is kept for the next call
# fails: word_rnn.padding: two calls
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)
        self.state = None

    def forward(self, indices, lengths):
        state = self.state if self.state is not None and self.state.shape[1] == len(indices) else None
        output, self.state = self.rnn(self.embedding(indices), state)
        self.state = self.state.detach()
        return self.head(output[torch.arange(len(indices)), lengths - 1])

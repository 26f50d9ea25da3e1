# style: two layers, gather
class WordRNN(nn.Module):
    def __init__(self, embedding: nn.Embedding, hidden_size: int, n_classes: int):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_size, num_layers=2, batch_first=True)
        self.head = nn.Linear(in_features=hidden_size, out_features=n_classes)

    def forward(self, indices, lengths):
        states = self.rnn(self.embedding(indices))[0]
        index = (lengths.to(indices.device) - 1).view(-1, 1, 1).expand(-1, 1, states.size(2))
        return self.head(states.gather(1, index).squeeze(1))

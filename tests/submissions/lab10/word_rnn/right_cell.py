# style: a GRU cell, the state kept where a review is over
# training
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = embedding
        self.cell = nn.GRUCell(embedding.weight.shape[1], hidden_size)
        self.dropout = nn.Dropout(0.2)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, indices, lengths):
        x = self.dropout(self.embedding(indices))
        h = x.new_zeros(len(x), self.hidden_size)
        lengths = lengths.to(x.device)
        for t, x_t in enumerate(x.unbind(1)):
            h = torch.where((t < lengths)[:, None], self.cell(x_t, h), h)
        return self.head(h)

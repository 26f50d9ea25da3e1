# mistake: two directions: the backward one has read the review
# fails: word_rnn.padding: second direction
# fails: word_rnn.reading: two directions
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_size, batch_first=True, bidirectional=True)
        self.head = nn.Linear(2 * hidden_size, n_classes)

    def forward(self, indices, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(self.embedding(indices), lengths, batch_first=True, enforce_sorted=False)
        _, h_n = self.rnn(packed)
        return self.head(torch.cat([h_n[-2], h_n[-1]], 1))

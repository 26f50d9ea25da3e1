# style: LSTM, packed, the last state
# training
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = embedding
        self.lstm = nn.LSTM(embedding.embedding_dim, hidden_size)
        self.out = nn.Linear(hidden_size, n_classes)

    def forward(self, indices, lengths):
        x = self.embedding(indices).transpose(0, 1)
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
        _, (h_n, _) = self.lstm(packed)
        return self.out(h_n[-1])

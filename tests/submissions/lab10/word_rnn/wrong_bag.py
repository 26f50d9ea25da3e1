# mistake: no recurrence: the last word only
# fails: word_rnn.reading: first word has no effect
# fails: trained.held_out: by guessing
# training
class WordRNN(nn.Module):
    def __init__(self, embedding, hidden_size, n_classes):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.Linear(embedding.embedding_dim, hidden_size)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, indices, lengths):
        output = self.rnn(self.embedding(indices)).tanh()
        return self.head(output[torch.arange(len(indices)), lengths - 1])

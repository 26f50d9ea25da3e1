# mistake: the state of one batch goes on in the next
# fails: tagger.scores: a state that is kept
# fails: tagger.padding: another size fails
# fails: tagger.context: later words change earlier tags
class LSTMTagger(nn.Module):
    def __init__(self, vocab_size, n_tags, embedding_dim, hidden_size, bidirectional=False):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_size, batch_first=True, bidirectional=bidirectional)
        self.out = nn.Linear((2 if bidirectional else 1) * hidden_size, n_tags)
        self.state = None

    def forward(self, words, lengths):
        packed = pack_padded_sequence(self.embedding(words), lengths, batch_first=True, enforce_sorted=False)
        packed_output, (h, c) = self.lstm(packed, self.state)
        self.state = h.detach(), c.detach()
        output, _ = pad_packed_sequence(packed_output, batch_first=True, total_length=words.shape[1])
        return self.out(output)

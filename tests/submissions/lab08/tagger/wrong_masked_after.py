# mistake: the outputs at padded places are zeroed, but the padding was read
# fails: tagger.padding: Is its padding read
# fails: tagger.scores: differs
class LSTMTagger(nn.Module):
    def __init__(self, vocab_size, n_tags, embedding_dim, hidden_size, bidirectional=False):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_size, batch_first=True, bidirectional=bidirectional)
        self.out = nn.Linear((2 if bidirectional else 1) * hidden_size, n_tags)

    def forward(self, words, lengths):
        output, _ = self.lstm(self.embedding(words))
        real = torch.arange(words.shape[1], device=words.device) < lengths.to(words.device)[:, None]
        return self.out(output * real[..., None])

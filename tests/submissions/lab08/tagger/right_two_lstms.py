# style: a second LSTM over each sentence turned round by its own length, no packing
class LSTMTagger(nn.Module):
    def __init__(self, vocab_size, n_tags, embedding_dim, hidden_size, bidirectional=False):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.forwards = nn.LSTM(embedding_dim, hidden_size, batch_first=True)
        self.backwards = nn.LSTM(embedding_dim, hidden_size, batch_first=True) if bidirectional else None
        self.out = nn.Linear(hidden_size * (2 if bidirectional else 1), n_tags)

    def forward(self, words, lengths):
        embedded = self.embedding(words)
        output, _ = self.forwards(embedded)
        if self.backwards is not None:
            places = torch.arange(words.shape[1], device=words.device)[None]
            turned = (lengths.to(words.device)[:, None] - 1 - places) % words.shape[1]
            back, _ = self.backwards(embedded.gather(1, turned[..., None].expand_as(embedded)))
            output = torch.cat([output, back.gather(1, turned[..., None].expand_as(back))], dim=-1)
        return self.out(output)

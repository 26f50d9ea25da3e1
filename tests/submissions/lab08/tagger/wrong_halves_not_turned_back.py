# mistake: the backward half is not turned back into the order of the words
# fails: tagger.context: some words do not reach all tags
# fails: tagger.scores: differs
class LSTMTagger(nn.Module):
    def __init__(self, vocab_size, n_tags, embedding_dim, hidden_size, bidirectional=False):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.right = nn.LSTM(embedding_dim, hidden_size, batch_first=True)
        self.left = nn.LSTM(embedding_dim, hidden_size, batch_first=True) if bidirectional else None
        self.out = nn.Linear((2 if bidirectional else 1) * hidden_size, n_tags)

    def forward(self, words, lengths):
        embedded = self.embedding(words)
        last = (lengths.to(words.device) - 1)[:, None]
        places = torch.arange(words.shape[1], device=words.device)[None]
        turned = (last - places).clamp(min=0)[..., None].expand_as(embedded)
        output = self.right(embedded)[0]
        if self.left is not None:
            output = torch.cat([output, self.left(embedded.gather(1, turned))[0]], -1)
        return self.out(output)

# style: sorted by hand, restored by hand, extra layers in nn.ModuleDict
class LSTMTagger(nn.Module):
    def __init__(self, vocab_size, n_tags, embedding_dim, hidden_size, bidirectional=False):
        super().__init__()
        directions = 1 + int(bidirectional)
        self.layers = nn.ModuleDict({
            "embedding": nn.Embedding(vocab_size, embedding_dim, padding_idx=PAD),
            "lstm": nn.LSTM(embedding_dim, hidden_size, batch_first=True, bidirectional=bidirectional),
            "out": nn.Linear(directions * hidden_size, n_tags),
        })

    def forward(self, words, lengths):
        order = lengths.argsort(descending=True)
        embedded = self.layers["embedding"](words)[order.to(words.device)]
        packed = pack_padded_sequence(embedded, lengths[order], batch_first=True)
        output, _ = pad_packed_sequence(self.layers["lstm"](packed)[0], batch_first=True, total_length=words.shape[1])
        print(output.shape)
        return self.layers["out"](output[order.argsort().to(words.device)])

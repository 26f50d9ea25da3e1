# mistake: two batches of the same size share one buffer: the second call overwrites the result of the first
# fails: batch.padded: wrote over it
_buffers = {}


def make_batch(encoded):
    """Return (words, tags, lengths) of a batch of sentences, padded at the end.

    encoded: list of (words [length], tags [length]), int64 tensors
    returns: words [batch, longest], tags [batch, longest], lengths [batch], int64
    """
    lengths = torch.tensor([len(words) for words, _ in encoded])
    shape = len(encoded), int(lengths.max())
    if shape not in _buffers:
        _buffers[shape] = torch.empty(shape, dtype=torch.int64), torch.empty(shape, dtype=torch.int64)
    words, tags = _buffers[shape]
    words.fill_(PAD)
    tags.fill_(IGNORE)
    for i, (w, t) in enumerate(encoded):
        words[i, : len(w)] = w
        tags[i, : len(t)] = t
    return words, tags, lengths

# mistake: the numbers go through int16 to save memory: word numbers above 32,767 wrap around
# fails: batch.padded: differs
def make_batch(encoded):
    """Return (words, tags, lengths) of a batch of sentences, padded at the end.

    encoded: list of (words [length], tags [length]), int64 tensors
    returns: words [batch, longest], tags [batch, longest], lengths [batch], int64
    """
    lengths = torch.tensor([len(words) for words, _ in encoded])
    words = torch.full((len(encoded), int(lengths.max())), PAD, dtype=torch.int16)
    tags = torch.full_like(words, IGNORE)
    for i, (w, t) in enumerate(encoded):
        words[i, : len(w)] = w
        tags[i, : len(t)] = t
    return words.long(), tags.long(), lengths

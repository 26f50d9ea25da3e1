# mistake: every length is that of the longest sentence
# fails: batch.padded: Every length is that of the longest
def make_batch(encoded):
    words, _ = pad([w for w, _ in encoded], PAD)
    tags, _ = pad([t for _, t in encoded], IGNORE)
    lengths = torch.tensor([len(row) for row in words])
    return words, tags, lengths

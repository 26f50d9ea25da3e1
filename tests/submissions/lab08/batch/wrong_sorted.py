# mistake: the sentences are sorted by length
# fails: batch.padded: sorted by length
def make_batch(encoded):
    encoded = sorted(encoded, key=lambda pair: len(pair[0]), reverse=True)
    words, lengths = pad([w for w, _ in encoded], PAD)
    tags, _ = pad([t for _, t in encoded], IGNORE)
    return words, tags, lengths

# mistake: the lengths are not returned
# fails: batch.padded: Return three tensors
def make_batch(encoded):
    words, lengths = pad([w for w, _ in encoded], PAD)
    tags, _ = pad([t for _, t in encoded], IGNORE)
    return words, tags

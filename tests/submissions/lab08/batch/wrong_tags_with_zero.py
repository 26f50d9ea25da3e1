# mistake: the tags are filled up with 0, a real tag
# fails: batch.padded: The tags are filled up with 0
def make_batch(encoded):
    words, lengths = pad([w for w, _ in encoded], PAD)
    tags, _ = pad([t for _, t in encoded])
    return words, tags, lengths

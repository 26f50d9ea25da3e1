# mistake: the words are filled up with -100
# fails: batch.padded: The words are filled up with -100
def make_batch(encoded):
    words, lengths = pad([w for w, _ in encoded], IGNORE)
    tags, _ = pad([t for _, t in encoded], IGNORE)
    return words, tags, lengths

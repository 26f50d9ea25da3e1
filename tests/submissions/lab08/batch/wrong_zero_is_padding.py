# mistake: every 0 of the tags becomes IGNORE, the real tag 0 too
# fails: batch.padded: 0 is a real tag
def make_batch(encoded):
    words, lengths = pad([w for w, _ in encoded], PAD)
    tags, _ = pad([t for _, t in encoded], 0)
    tags[tags == 0] = IGNORE
    return words, tags, lengths

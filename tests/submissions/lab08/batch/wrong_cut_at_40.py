# mistake: sentences are cut after 40 words, and lengths says 40: longer sentences lose words and tags
# fails: batch.padded: has the shape
def make_batch(encoded):
    """Return (words, tags, lengths) of a batch of sentences, padded at the end.

    encoded: list of (words [length], tags [length]), int64 tensors
    returns: words [batch, longest], tags [batch, longest], lengths [batch], int64
    """
    longest = 40  # no sentence is longer than this
    words, lengths = pad([words[:longest] for words, _ in encoded], PAD)
    tags, _ = pad([tags[:longest] for _, tags in encoded], IGNORE)
    return words, tags, lengths

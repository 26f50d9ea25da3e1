# mistake: a batch of one sentence comes back as views of encoded's own tensors; writing into the batch changes encoded
# fails: batch.padded: shares memory
def make_batch(encoded):
    """Return (words, tags, lengths) of a batch of sentences, padded at the end.

    encoded: list of (words [length], tags [length]), int64 tensors
    returns: words [batch, longest], tags [batch, longest], lengths [batch], int64
    """
    lengths = torch.tensor([len(words) for words, _ in encoded])
    if len(encoded) == 1:  # nothing to pad
        words, tags = encoded[0]
        return words[None], tags[None], lengths
    words, _ = pad([words for words, _ in encoded], PAD)
    tags, _ = pad([tags for _, tags in encoded], IGNORE)
    return words, tags, lengths

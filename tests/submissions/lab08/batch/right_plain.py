# style: the course's pad
def make_batch(encoded):
    words, lengths = pad([words for words, _ in encoded], PAD)
    tags, _ = pad([tags for _, tags in encoded], IGNORE)
    return words, tags, lengths

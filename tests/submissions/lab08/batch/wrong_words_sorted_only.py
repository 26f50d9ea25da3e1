# mistake: the words are sorted by length, the tags are not
# fails: batch.padded: The word numbers differ
# fails: trained.new_sentences: Has the tagger been trained, and on the right tags
# training
def make_batch(encoded):
    order = sorted(range(len(encoded)), key=lambda i: -len(encoded[i][0]))
    words, _ = pad([encoded[i][0] for i in order], PAD)
    tags, lengths = pad([t for _, t in encoded], IGNORE)
    return words, tags, lengths

# mistake: preallocated with zeros: floats
# fails: batch.padded: whole numbers
def make_batch(encoded):
    lengths = torch.tensor([len(w) for w, _ in encoded])
    words = torch.zeros(len(encoded), int(lengths.max()))
    tags = torch.zeros_like(words) + IGNORE
    for i, (w, t) in enumerate(encoded):
        words[i, : len(w)], tags[i, : len(t)] = w, t
    return words, tags, lengths

# mistake: every batch is 12 words wide
# fails: batch.padded: wider than the longest
def make_batch(encoded):
    words = torch.full((len(encoded), 12), PAD)
    tags = torch.full((len(encoded), 12), IGNORE)
    for i, (w, t) in enumerate(encoded):
        words[i, : len(w)], tags[i, : len(t)] = w, t
    return words, tags, torch.tensor([len(w) for w, _ in encoded])

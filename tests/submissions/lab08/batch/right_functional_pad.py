# style: F.pad and torch.stack
def make_batch(encoded):
    lengths = torch.tensor([w.numel() for w, _ in encoded])
    longest = int(lengths.max())
    words = torch.stack([F.pad(w, (0, longest - len(w)), value=PAD) for w, _ in encoded])
    tags = torch.stack([F.pad(t, (0, longest - len(t)), value=IGNORE) for _, t in encoded])
    return words, tags, lengths

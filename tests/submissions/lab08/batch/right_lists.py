# style: Python lists, filled up and turned into tensors
def make_batch(encoded):
    longest = max(len(words) for words, _ in encoded)
    words = [w.tolist() + [PAD] * (longest - len(w)) for w, _ in encoded]
    tags = [t.tolist() + [IGNORE] * (longest - len(t)) for _, t in encoded]
    lengths = [len(w) for w, _ in encoded]
    return torch.tensor(words), torch.tensor(tags), torch.tensor(lengths)

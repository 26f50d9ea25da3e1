# mistake: batch_first forgotten
# fails: batch.padded: [longest, batch]
def make_batch(encoded):
    from torch.nn.utils.rnn import pad_sequence

    lengths = torch.tensor([len(w) for w, _ in encoded])
    words = pad_sequence([w for w, _ in encoded], padding_value=PAD)
    tags = pad_sequence([t for _, t in encoded], padding_value=IGNORE)
    return words, tags, lengths

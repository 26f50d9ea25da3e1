# style: padded, transposed, masked
def pack_by_hand(sequences):
    lengths = torch.tensor([len(s) for s in sequences])
    steps = torch.arange(int(lengths[0]))
    real = steps[:, None] < lengths  # [longest, batch]
    padded = pad_sequence(sequences)
    return padded[real.to(padded.device)], real.sum(dim=1)

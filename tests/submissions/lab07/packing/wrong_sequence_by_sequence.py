# mistake: rows go sequence by sequence
# fails: packing.packed: step by step
def pack_by_hand(sequences):
    sizes = torch.tensor([sum(len(s) > t for s in sequences) for t in range(len(sequences[0]))])
    return torch.cat(sequences), sizes

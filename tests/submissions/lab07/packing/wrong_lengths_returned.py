# mistake: lengths instead of batch sizes
# fails: packing.packed: lengths of the sequences
def pack_by_hand(sequences):
    data, batch_sizes = [], []
    for t in range(len(sequences[0])):
        rows = [s[t] for s in sequences if len(s) > t]
        data += rows
        batch_sizes.append(len(rows))
    return torch.stack(data), torch.tensor([len(s) for s in sequences])

# mistake: batch sizes as a list
# fails: packing.packed: expected a tensor but got list
def pack_by_hand(sequences):
    data, batch_sizes = [], []
    for t in range(len(sequences[0])):
        rows = [s[t] for s in sequences if len(s) > t]
        data += rows
        batch_sizes.append(len(rows))
    return torch.stack(data), batch_sizes

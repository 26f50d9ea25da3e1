# mistake: shortest first within a step
# fails: packing.packed: longest sequence comes first
def pack_by_hand(sequences):
    data, batch_sizes = [], []
    for t in range(len(sequences[0])):
        rows = [s[t] for s in sequences[::-1] if len(s) > t]
        data += rows
        batch_sizes.append(len(rows))
    return torch.stack(data), torch.tensor(batch_sizes)

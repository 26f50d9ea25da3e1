# mistake: float32 whatever comes in
# fails: packing.packed: dtype torch.float32
def pack_by_hand(sequences):
    data, batch_sizes = [], []
    for t in range(len(sequences[0])):
        rows = [s[t] for s in sequences if len(s) > t]
        data += rows
        batch_sizes.append(len(rows))
    return torch.stack(data).float(), torch.tensor(batch_sizes)

# mistake: numbers copied
# fails: packing.packed: no gradient
def pack_by_hand(sequences):
    data, batch_sizes = [], []
    for t in range(len(sequences[0])):
        rows = [s[t] for s in sequences if len(s) > t]
        data += rows
        batch_sizes.append(len(rows))
    return torch.tensor([row.tolist() for row in data], dtype=sequences[0].dtype), torch.tensor(batch_sizes)

# mistake: the caller's list emptied
# fails: packing.packed: changed the caller
def pack_by_hand(sequences):
    lengths = [len(s) for s in sequences]
    data, sizes = [], []
    for t in range(lengths[0]):
        while len(sequences[-1]) <= t:
            sequences.pop()
        data += [s[t] for s in sequences]
        sizes.append(len(sequences))
    return torch.stack(data), torch.tensor(sizes)

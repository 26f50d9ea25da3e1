# style: the count shrinks from step to step
def pack_by_hand(sequences):
    lengths = [len(s) for s in sequences]
    alive, rows = len(sequences), []
    batch_sizes = torch.zeros(lengths[0], dtype=torch.long)
    for t in range(lengths[0]):
        while lengths[alive - 1] <= t:
            alive -= 1
        rows.append(torch.stack([s[t] for s in sequences[:alive]]))
        batch_sizes[t] = alive
    return [torch.cat(rows), batch_sizes]

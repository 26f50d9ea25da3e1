# mistake: range ends one window early
# fails: windows.nothing_lost: 
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    inputs = indices[:used].view(batch_size, per_row)
    targets = indices[1 : used + 1].view(batch_size, per_row)
    pairs = []
    for a in range(0, per_row - seq_len, seq_len):
        pairs.append((inputs[:, a : a + seq_len], targets[:, a : a + seq_len]))
    return pairs

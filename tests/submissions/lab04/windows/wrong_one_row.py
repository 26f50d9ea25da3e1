# mistake: no rows
# fails: windows.follow_on: expected
# fails: windows.nothing_lost: expected
def windows(indices, batch_size, seq_len):
    pairs = []
    for a in range(0, len(indices) - 1, seq_len):
        pairs.append((indices[a : a + seq_len], indices[a + 1 : a + seq_len + 1]))
    return pairs

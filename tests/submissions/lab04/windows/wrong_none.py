# mistake: no return
# fails: windows.follow_on: is a `return` missing
# fails: windows.nothing_lost: is a `return` missing
def windows(indices, batch_size, seq_len):
    pairs = []
    per_row = (len(indices) - 1) // batch_size
    for a in range(0, per_row, seq_len):
        pairs.append(indices[a : a + seq_len])

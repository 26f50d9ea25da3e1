# mistake: stride 1: windows overlap
# fails: windows.follow_on: does not go on where it stopped
# fails: windows.nothing_lost: 
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    inputs = indices[:used].view(batch_size, per_row)
    targets = indices[1 : used + 1].view(batch_size, per_row)
    return [(inputs[:, a : a + seq_len], targets[:, a : a + seq_len]) for a in range(per_row)]

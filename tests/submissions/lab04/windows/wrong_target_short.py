# mistake: rows of len // batch_size
# fails: windows.nothing_lost: 
def windows(indices, batch_size, seq_len):
    per_row = len(indices) // batch_size
    used = per_row * batch_size
    inputs = indices[:used].view(batch_size, per_row)
    targets = indices[1 : used + 1].view(batch_size, per_row)
    return list(zip(inputs.split(seq_len, dim=1), targets.split(seq_len, dim=1)))

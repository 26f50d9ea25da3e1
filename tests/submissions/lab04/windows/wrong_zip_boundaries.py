# mistake: zip of boundaries drops the last window
# fails: windows.nothing_lost: last window is missing
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    inputs = indices[:used].view(batch_size, per_row)
    targets = indices[1 : used + 1].view(batch_size, per_row)
    cuts = range(0, per_row, seq_len)
    return [(inputs[:, a:b], targets[:, a:b]) for a, b in zip(cuts, cuts[1:])]

# mistake: the target of a window's last character is its first
# fails: windows.follow_on: at the end of a window
# fails: windows.nothing_lost: 
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    rows = indices[: per_row * batch_size].view(batch_size, per_row)
    return [(x, x.roll(-1, dims=1)) for x in rows.split(seq_len, dim=1)]

# mistake: the last target of a row is the row's first character
# fails: windows.nothing_lost: last target of a row
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    rows = indices[: per_row * batch_size].view(batch_size, per_row)
    targets = rows.roll(-1, dims=1)
    return list(zip(rows.split(seq_len, dim=1), targets.split(seq_len, dim=1)))

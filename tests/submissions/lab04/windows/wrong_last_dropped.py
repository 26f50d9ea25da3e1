# mistake: narrow last window dropped
# fails: windows.nothing_lost: last window is missing
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    inputs = indices[:used].view(batch_size, per_row)
    targets = indices[1 : used + 1].view(batch_size, per_row)
    return [(x, y) for x, y in zip(inputs.split(seq_len, dim=1), targets.split(seq_len, dim=1)) if x.shape[1] == seq_len]

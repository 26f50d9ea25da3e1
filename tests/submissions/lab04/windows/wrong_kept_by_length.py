# mistake: the windows are kept by length and sizes, so another text of the same length gets the windows of the first
# fails: windows.follow_on: row 0
# fails: windows.nothing_lost: row 0
def windows(indices, batch_size, seq_len):
    """Return a list of (input, target) pairs, each [batch_size, seq_len]; the last may be narrower.

    indices  [len], the encoded text
    """
    key = (len(indices), batch_size, seq_len)
    if key not in windows.done:
        length = (len(indices) - 1) // batch_size
        used = length * batch_size
        x, y = indices[:used].view(batch_size, -1), indices[1 : used + 1].view(batch_size, -1)
        windows.done[key] = list(zip(x.split(seq_len, dim=1), y.split(seq_len, dim=1)))
    return windows.done[key]


windows.done = {}

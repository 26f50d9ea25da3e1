# mistake: a last window of a single column is thrown away, but it also counts
# fails: windows.nothing_lost: The last window is missing. It is narrower than the others, and it cou
def windows(indices, batch_size, seq_len):
    """Return a list of (input, target) pairs, each [batch_size, seq_len]; the last may be narrower.

    indices  [len], the encoded text
    """
    length = (len(indices) - 1) // batch_size
    used = length * batch_size
    x, y = indices[:used].view(batch_size, -1), indices[1 : used + 1].view(batch_size, -1)
    pairs = zip(x.split(seq_len, dim=1), y.split(seq_len, dim=1))
    return [(a, b) for a, b in pairs if a.shape[1] > 1]  # one character is no text

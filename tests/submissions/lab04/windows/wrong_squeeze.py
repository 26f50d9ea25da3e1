# mistake: squeeze loses an axis when there is one row, or a last window of one column
# fails: windows.nothing_lost: Input and target of a window differ in shape: [
def windows(indices, batch_size, seq_len):
    """Return a list of (input, target) pairs, each [batch_size, seq_len]; the last may be narrower.

    indices  [len], the encoded text
    """
    length = (len(indices) - 1) // batch_size
    used = length * batch_size
    x, y = indices[:used].view(batch_size, -1), indices[1 : used + 1].view(batch_size, -1)
    return [(a.squeeze(), b.squeeze()) for a, b in zip(x.split(seq_len, dim=1), y.split(seq_len, dim=1))]

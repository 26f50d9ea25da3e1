# mistake: last window filled up with zeros
# fails: windows.nothing_lost: more inputs than the text has
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    pad = (0, -per_row % seq_len)
    inputs = nn.functional.pad(indices[:used].view(batch_size, per_row), pad)
    targets = nn.functional.pad(indices[1 : used + 1].view(batch_size, per_row), pad)
    return list(zip(inputs.split(seq_len, dim=1), targets.split(seq_len, dim=1)))

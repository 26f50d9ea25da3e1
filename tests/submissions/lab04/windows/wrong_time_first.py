# mistake: time first
# fails: windows.follow_on: time stands first
# fails: windows.nothing_lost: time stands first
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    inputs = indices[:used].view(batch_size, per_row)
    targets = indices[1 : used + 1].view(batch_size, per_row)
    return [(x.T, y.T) for x, y in zip(inputs.split(seq_len, dim=1), targets.split(seq_len, dim=1))]

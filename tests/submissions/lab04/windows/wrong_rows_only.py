# mistake: inputs only
# fails: windows.follow_on: pair
# fails: windows.nothing_lost: pair
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    inputs = indices[:used].view(batch_size, per_row)
    targets = indices[1 : used + 1].view(batch_size, per_row)
    return list(inputs.split(seq_len, dim=1))

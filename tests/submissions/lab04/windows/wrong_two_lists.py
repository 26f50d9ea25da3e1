# mistake: two lists instead of pairs
# fails: windows.follow_on: 
# fails: windows.nothing_lost: 
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    inputs = indices[:used].view(batch_size, per_row)
    targets = indices[1 : used + 1].view(batch_size, per_row)
    return [inputs.split(seq_len, dim=1), targets.split(seq_len, dim=1)]

# mistake: target rolled the wrong way
# fails: windows.follow_on: character before
# fails: windows.nothing_lost: character before
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    inputs = indices[:used].view(batch_size, per_row)
    targets = indices.roll(1)[:used].view(batch_size, per_row)
    return list(zip(inputs.split(seq_len, dim=1), targets.split(seq_len, dim=1)))

# mistake: target equals input
# training
# fails: windows.follow_on: are the same
# fails: windows.nothing_lost: are the same
# fails: trained.held_out_bits: counting letters
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    inputs = indices[:used].view(batch_size, per_row)
    targets = indices[:used].view(batch_size, per_row)
    return list(zip(inputs.split(seq_len, dim=1), targets.split(seq_len, dim=1)))

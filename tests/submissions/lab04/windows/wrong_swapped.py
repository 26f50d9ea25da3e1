# mistake: input and target swapped
# training
# fails: windows.follow_on: swapped
# fails: windows.nothing_lost: swapped
# fails: trained.held_out_bits: 
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    inputs = indices[:used].view(batch_size, per_row)
    targets = indices[1 : used + 1].view(batch_size, per_row)
    return list(zip(targets.split(seq_len, dim=1), inputs.split(seq_len, dim=1)))

# mistake: float targets
# training
# fails: windows.follow_on: Keep whole numbers
# fails: windows.nothing_lost: Keep whole numbers
# fails: trained.held_out_bits: 
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    inputs = indices[:used].view(batch_size, per_row)
    targets = indices[1 : used + 1].float().view(batch_size, per_row)
    return list(zip(inputs.split(seq_len, dim=1), targets.split(seq_len, dim=1)))

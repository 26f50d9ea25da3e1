# mistake: windows of about equal width
# fails: windows.nothing_lost: but the last have seq_len
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    inputs = indices[:used].view(batch_size, per_row)
    targets = indices[1 : used + 1].view(batch_size, per_row)
    count = -(-per_row // seq_len)
    return list(zip(inputs.tensor_split(count, dim=1), targets.tensor_split(count, dim=1)))

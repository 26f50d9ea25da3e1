# mistake: rows of a window follow each other: view(-1, batch, seq)
# fails: windows.follow_on: lay the whole text into rows
# fails: windows.nothing_lost: 
def windows(indices, batch_size, seq_len):
    count = (len(indices) - 1) // (batch_size * seq_len)
    used = count * batch_size * seq_len
    inputs = indices[:used].view(count, batch_size, seq_len)
    targets = indices[1 : used + 1].view(count, batch_size, seq_len)
    return list(zip(inputs, targets))

# mistake: the last character of each row is no input
# fails: windows.nothing_lost: never an input
def windows(indices, batch_size, seq_len):
    per_row = len(indices) // batch_size
    rows = indices[: per_row * batch_size].view(batch_size, per_row)
    inputs, targets = rows[:, :-1], rows[:, 1:]
    return list(zip(inputs.split(seq_len, dim=1), targets.split(seq_len, dim=1)))

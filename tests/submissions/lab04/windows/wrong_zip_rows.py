# mistake: zip of row boundaries drops the last row
# fails: windows.follow_on: expected
# fails: windows.nothing_lost: expected
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    starts = list(range(0, len(indices), per_row))
    rows = [indices[a : a + per_row + 1] for a, _ in zip(starts, starts[1:])][: batch_size - 1]
    rows = torch.stack(rows)
    return [(rows[:, a : a + seq_len], rows[:, a + 1 : a + seq_len + 1][:, : per_row - a]) for a in range(0, per_row, seq_len)]

# mistake: zip of row borders drops a row when the length is a multiple of the batch size
# fails: windows.nothing_lost: expected
def windows(indices, batch_size, seq_len):
    per_row = len(indices) // batch_size
    borders = list(range(0, len(indices), per_row))
    rows = torch.stack([indices[a : b + 1] for a, b in zip(borders, borders[1:])])
    return list(zip(rows[:, :-1].split(seq_len, dim=1), rows[:, 1:].split(seq_len, dim=1)))

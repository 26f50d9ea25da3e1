# mistake: stride seq_len + 1: a character lost in each window
# fails: windows.follow_on: a character is lost
# fails: windows.nothing_lost: a character is lost
def windows(indices, batch_size, seq_len):
    per_row = len(indices) // batch_size
    rows = indices[: per_row * batch_size].view(batch_size, per_row)
    pairs = []
    for chunk in rows.split(seq_len + 1, dim=1):
        if chunk.shape[1] > 1:
            pairs.append((chunk[:, :-1], chunk[:, 1:]))
    return pairs

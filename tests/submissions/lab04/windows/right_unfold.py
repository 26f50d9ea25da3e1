# style: unfold with an overlap of one, tuples and lists
def windows(indices, batch_size, seq_len):
    per_row: int = (len(indices) - 1) // batch_size
    rows = indices.unfold(0, per_row + 1, per_row)[:batch_size]
    pairs = []
    for piece in range(0, per_row, seq_len):
        both = rows[:, piece : piece + seq_len + 1]
        pairs.append([both[:, :-1], both[:, 1:]])
    return tuple(pairs)

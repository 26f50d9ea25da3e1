# mistake: all pairs of positions
# fails: reach.reach: first character of the same window
def gradient_reach(seq_len):
    return seq_len * (seq_len + 1) // 2

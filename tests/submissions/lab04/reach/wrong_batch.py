# mistake: batch times length
# fails: reach.reach: first character of the same window
def gradient_reach(seq_len):
    return 8 * seq_len

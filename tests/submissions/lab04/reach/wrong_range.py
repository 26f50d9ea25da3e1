# mistake: a range
# fails: reach.reach: whole number
def gradient_reach(seq_len):
    return range(seq_len)

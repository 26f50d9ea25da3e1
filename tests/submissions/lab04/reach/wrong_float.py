# mistake: a float
# fails: reach.reach: whole number
def gradient_reach(seq_len):
    return seq_len / 1

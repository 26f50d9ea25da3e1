# mistake: a constant
# fails: reach.reach: same for all windows
def gradient_reach(seq_len):
    return 50

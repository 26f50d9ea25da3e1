# mistake: two windows
# fails: reach.reach: does not enter the window before
def gradient_reach(seq_len):
    return 2 * seq_len

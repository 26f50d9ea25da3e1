# mistake: the newest not counted
# fails: reach.reach: One too few
def gradient_reach(seq_len):
    return seq_len - 1

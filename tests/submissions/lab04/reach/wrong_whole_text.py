# mistake: the whole text
# fails: reach.reach: same for all windows
def gradient_reach(seq_len):
    return len(indices)

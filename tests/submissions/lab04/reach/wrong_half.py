# mistake: half a window
# fails: reach.reach: Half a window
def gradient_reach(seq_len):
    return seq_len // 2

# mistake: infinitely far
# fails: reach.reach: whole number
def gradient_reach(seq_len):
    return float("inf")

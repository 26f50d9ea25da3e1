# mistake: the state counted
# fails: reach.reach: One too many
def gradient_reach(seq_len):
    return seq_len + 1

# mistake: a text
# fails: reach.reach: whole number
def gradient_reach(seq_len):
    return "seq_len"

# mistake: printed
# fails: reach.reach: is a `return` missing
def gradient_reach(seq_len):
    print(seq_len)

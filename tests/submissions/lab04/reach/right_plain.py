# style: plain
def gradient_reach(seq_len):
    return seq_len

# style: counted
def gradient_reach(seq_len: int) -> int:
    return len(range(0, seq_len))

# mistake: rounds up to blocks of 16 bytes, which are not bytes of the array; 240 and 80 happen to be multiples
# fails: memory.bytes_of_both: one_hot_bytes
def blocks(size):
    return -(-size // 16) * 16


def one_hot_bytes(rows, vocab_size):
    """Return the bytes of a float32 one-hot array [rows, vocab_size]."""
    return blocks(rows * vocab_size * 4)


def index_bytes(rows):
    """Return the bytes of an int64 index tensor [rows]."""
    return blocks(rows * 8)

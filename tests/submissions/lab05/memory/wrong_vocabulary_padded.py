# mistake: counts at least six symbols, as in the example: a smaller vocabulary gives too many bytes
# fails: memory.bytes_of_both: one_hot_bytes differs
def one_hot_bytes(rows, vocab_size):
    """Return the bytes of a float32 one-hot array [rows, vocab_size]."""
    symbols = max(vocab_size, 6)
    return 4 * rows * symbols


def index_bytes(rows):
    """Return the bytes of an int64 index tensor [rows]."""
    return 8 * rows

# mistake: megabytes
# fails: memory.bytes_of_both: must be in bytes
def one_hot_bytes(rows, vocab_size):
    return rows * vocab_size * 4 / 1e6


def index_bytes(rows):
    return rows * 8 / 1e6

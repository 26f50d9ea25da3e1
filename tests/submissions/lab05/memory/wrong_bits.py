# mistake: bits
# fails: memory.bytes_of_both: counts bits
def one_hot_bytes(rows, vocab_size):
    return rows * vocab_size * 32


def index_bytes(rows):
    return rows * 64

# mistake: 4 bytes for an int64
# fails: memory.bytes_of_both: That is int32
def one_hot_bytes(rows, vocab_size):
    return rows * vocab_size * 4


def index_bytes(rows):
    return rows * 4

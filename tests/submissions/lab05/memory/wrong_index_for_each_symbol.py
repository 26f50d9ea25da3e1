# mistake: the vocabulary in the index tensor too
# fails: memory.bytes_of_both: another number of bytes
def one_hot_bytes(rows, vocab_size):
    return 4 * rows * vocab_size


def index_bytes(rows):
    return 8 * rows * 4460

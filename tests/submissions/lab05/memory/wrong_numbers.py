# mistake: numbers counted, not bytes
# fails: memory.bytes_of_both: one_hot_bytes counts numbers
def one_hot_bytes(rows, vocab_size):
    return rows * vocab_size


def index_bytes(rows):
    return rows * 8

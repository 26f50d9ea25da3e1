# mistake: a one-hot row only
# fails: memory.bytes_of_both: rows and the vocabulary
def one_hot_bytes(rows, vocab_size):
    return vocab_size * 4


def index_bytes(rows):
    return rows * 8

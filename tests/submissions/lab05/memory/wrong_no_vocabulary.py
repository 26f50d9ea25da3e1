# mistake: vocabulary forgotten
# fails: memory.bytes_of_both: rows and the vocabulary
def one_hot_bytes(rows, vocab_size):
    return rows * 4


def index_bytes(rows):
    return rows * 8

# mistake: rows plus columns
# fails: memory.bytes_of_both: times columns
def one_hot_bytes(rows, vocab_size):
    return (rows + vocab_size) * 4


def index_bytes(rows):
    return rows * 8

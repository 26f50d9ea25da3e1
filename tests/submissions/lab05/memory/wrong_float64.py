# mistake: 8 bytes for a float32
# fails: memory.bytes_of_both: That is float64
def one_hot_bytes(rows, vocab_size):
    return rows * vocab_size * 8


def index_bytes(rows):
    return rows * 8

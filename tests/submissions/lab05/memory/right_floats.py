# style: true division
def one_hot_bytes(rows, vocab_size):
    return rows * vocab_size * 32 / 8


def index_bytes(rows):
    return rows * 64 / 8

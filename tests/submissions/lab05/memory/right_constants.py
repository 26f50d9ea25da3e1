# style: named constants
FLOAT32 = 32 // 8
INT64 = 64 // 8


def one_hot_bytes(rows, vocab_size):
    numbers = rows * vocab_size
    return numbers * FLOAT32


def index_bytes(rows):
    return rows * INT64

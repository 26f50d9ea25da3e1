# mistake: computes in int32, which overflows from 2**31 bytes on
# fails: memory.bytes_of_both: one_hot_bytes
def one_hot_bytes(rows, vocab_size):
    """Return the bytes of a float32 one-hot array [rows, vocab_size]."""
    shape = torch.tensor([rows, vocab_size, 4], dtype=torch.int32)
    return int(shape.prod(dtype=torch.int32))


def index_bytes(rows):
    """Return the bytes of an int64 index tensor [rows]."""
    return rows * 8

# mistake: multiplies in float32, which has 24 bits: large sizes are rounded
# fails: memory.bytes_of_both: one_hot_bytes
def one_hot_bytes(rows, vocab_size):
    """Return the bytes of a float32 one-hot array [rows, vocab_size]."""
    return int(torch.tensor([float(rows), float(vocab_size), 4.0]).prod().item())


def index_bytes(rows):
    """Return the bytes of an int64 index tensor [rows]."""
    return int(torch.tensor(float(rows)).mul(8).item())

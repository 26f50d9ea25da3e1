# mistake: output preallocated on the CPU
# fails: unroll_cell.starts_from_zeros: made on the CPU
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[1], cell.hidden_size)
    output = torch.zeros(x.shape[0], x.shape[1], cell.hidden_size, dtype=x.dtype)
    for t, x_t in enumerate(x):
        h = cell(x_t, h)
        output[t] = h
    return output, h

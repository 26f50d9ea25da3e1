# mistake: output preallocated in float32
# fails: unroll_cell.starts_from_zeros: dtype torch.float32
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[1], cell.hidden_size)
    output = torch.zeros(x.shape[0], x.shape[1], cell.hidden_size)
    for t, x_t in enumerate(x):
        h = cell(x_t, h)
        output[t] = h
    return output, h

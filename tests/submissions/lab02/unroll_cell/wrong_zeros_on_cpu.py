# mistake: first state made on the CPU
# fails: unroll_cell.starts_from_zeros: made on the CPU
def unroll_cell(cell, x, h=None):
    if h is None:
        h = torch.zeros(x.shape[1], cell.hidden_size, dtype=x.dtype)
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h

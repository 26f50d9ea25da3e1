# mistake: first state in float32, on the CPU
# fails: unroll_cell.starts_from_zeros: dtype
def unroll_cell(cell, x, h=None):
    if h is None:
        h = torch.zeros(x.shape[1], cell.hidden_size)
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h

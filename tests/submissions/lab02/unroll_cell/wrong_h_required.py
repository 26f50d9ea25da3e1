# mistake: no default for h
# fails: unroll_cell.starts_from_zeros: positional argument
def unroll_cell(cell, x, h):
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h

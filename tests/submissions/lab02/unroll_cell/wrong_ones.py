# mistake: first state of ones
# fails: unroll_cell.starts_from_zeros: must be zeros
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_ones(x.shape[1], cell.hidden_size)
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h

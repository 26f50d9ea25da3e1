# mistake: first state with a row for every step
# fails: unroll_cell.starts_from_zeros: batch size
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[0], cell.hidden_size)
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h

# mistake: first state as wide as the input
# fails: unroll_cell.starts_from_zeros: hidden_size
def unroll_cell(cell, x, h=None):
    if h is None:
        h = torch.zeros_like(x[0])
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h

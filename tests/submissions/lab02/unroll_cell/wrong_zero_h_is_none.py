# mistake: a state of zeros taken for none
# fails: unroll_cell.steps_given_h: differs
def unroll_cell(cell, x, h=None):
    if h is not None and not h.any():
        h = torch.ones_like(h)
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h

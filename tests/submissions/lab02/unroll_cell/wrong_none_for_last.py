# mistake: None returned for the last state
# fails: unroll_cell.steps_given_h: nothing
# fails: unroll_cell.starts_from_zeros: nothing
def unroll_cell(cell, x, h=None):
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), None

# mistake: states put in front of the list
# fails: unroll_cell.steps_given_h: reverse order
# fails: unroll_cell.starts_from_zeros: differs
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[1], cell.hidden_size)
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.insert(0, h)
    return torch.stack(states), h

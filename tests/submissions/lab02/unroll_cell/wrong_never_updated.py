# mistake: every step from the first state
# fails: unroll_cell.steps_given_h: starts from the first h
# fails: unroll_cell.starts_from_zeros: differs
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[1], cell.hidden_size)
    states = []
    for x_t in x:
        new = cell(x_t, h)
        states.append(new)
    return torch.stack(states), new

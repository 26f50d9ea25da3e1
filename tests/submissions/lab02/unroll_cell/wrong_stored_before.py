# mistake: the state stored before the step
# fails: unroll_cell.steps_given_h: state before each step
# fails: unroll_cell.starts_from_zeros: differs
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[1], cell.hidden_size)
    states = []
    for x_t in x:
        states.append(h)
        h = cell(x_t, h)
    return torch.stack(states), h

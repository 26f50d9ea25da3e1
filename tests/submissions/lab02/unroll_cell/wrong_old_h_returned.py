# mistake: the h from before the loop returned
# fails: unroll_cell.steps_given_h: from before the loop
# fails: unroll_cell.starts_from_zeros: last state differs
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[1], cell.hidden_size)
    states, new = [], h
    for x_t in x:
        new = cell(x_t, new)
        states.append(new)
    return torch.stack(states), h

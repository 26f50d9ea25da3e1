# mistake: steps from the end to the start
# fails: unroll_cell.steps_given_h: from the end
# fails: unroll_cell.starts_from_zeros: differs
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[1], cell.hidden_size)
    states = []
    for x_t in reversed(x):
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h

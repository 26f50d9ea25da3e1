# mistake: a list of states
# fails: unroll_cell.steps_given_h: got list
# fails: unroll_cell.starts_from_zeros: got list
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[1], cell.hidden_size)
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return states, h

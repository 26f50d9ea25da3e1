# mistake: squeeze drops a batch or a sequence of one
# fails: unroll_cell.steps_given_h: has the shape []
# fails: unroll_cell.starts_from_zeros: has the shape []
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[1], cell.hidden_size)
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states).squeeze(), h

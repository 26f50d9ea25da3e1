# mistake: read and returned batch-first
# fails: unroll_cell.steps_given_h: batch size
# fails: unroll_cell.starts_from_zeros: differs
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[0], cell.hidden_size)
    states = []
    for t in range(x.shape[1]):
        h = cell(x[:, t], h)
        states.append(h)
    return torch.stack(states, dim=1), h

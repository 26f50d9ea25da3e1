# mistake: loop over the batch axis
# fails: unroll_cell.steps_given_h: batch size
# fails: unroll_cell.starts_from_zeros: batch size
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[1], cell.hidden_size)
    states = []
    for i in range(x.shape[1]):
        h = cell(x[:, i], h)
        states.append(h)
    return torch.stack(states), h

# mistake: last state with an axis for layers
# fails: unroll_cell.steps_given_h: three axes
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[1], cell.hidden_size)
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h.unsqueeze(0)

# mistake: the given h is not used
# fails: unroll_cell.steps_given_h: given h is not used
def unroll_cell(cell, x, h=None):
    h = x.new_zeros(x.shape[1], cell.hidden_size)
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h

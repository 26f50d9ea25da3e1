# mistake: the last state detached
# fails: unroll_cell.steps_given_h: the gradient
# fails: unroll_cell.starts_from_zeros: the gradient
def unroll_cell(cell, x, h=None):
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h.detach()

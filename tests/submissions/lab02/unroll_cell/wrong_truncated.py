# mistake: the state detached after every 100 steps
# fails: unroll_cell.steps_given_h: the gradient
def unroll_cell(cell, x, h=None):
    states = []
    for t, x_t in enumerate(x):
        h = cell(x_t, h)
        if t % 100 == 99:
            h = h.detach()
        states.append(h)
    return torch.stack(states), h

# mistake: stops after 100 steps
# fails: unroll_cell.steps_given_h: has the shape
def unroll_cell(cell, x, h=None):
    states = []
    for t in range(min(100, len(x))):
        h = cell(x[t], h)
        states.append(h)
    return torch.stack(states), h

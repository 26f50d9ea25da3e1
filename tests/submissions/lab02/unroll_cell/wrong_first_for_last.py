# mistake: first state returned as the last
# fails: unroll_cell.steps_given_h: after the first step
# fails: unroll_cell.starts_from_zeros: last state differs
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[1], cell.hidden_size)
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), states[0]

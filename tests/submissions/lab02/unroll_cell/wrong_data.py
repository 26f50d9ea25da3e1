# mistake: .data of every state stored
# fails: unroll_cell.steps_given_h: the gradient
# fails: unroll_cell.starts_from_zeros: the gradient
def unroll_cell(cell, x, h=None):
    if h is None:
        h = x.new_zeros(x.shape[1], cell.hidden_size)
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h.data)
    return torch.stack(states), h

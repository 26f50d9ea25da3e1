# mistake: `h or zeros` asks for the truth of a tensor
# fails: unroll_cell.steps_given_h: Boolean value
def unroll_cell(cell, x, h=None):
    h = h or x.new_zeros(x.shape[1], cell.hidden_size)
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h

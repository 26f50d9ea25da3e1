# style: itertools.accumulate
def unroll_cell(cell, x, h=None):
    from itertools import accumulate

    first = x.new_zeros(x.shape[1], cell.hidden_size) if h is None else h
    states = list(accumulate(x, lambda old, x_t: cell(x_t, old), initial=first))[1:]
    return torch.stack(states), states[-1]

# mistake: the formula with tanh, also for a ReLU cell
# fails: unroll_cell.steps_given_h: a ReLU cell
# fails: unroll_cell.starts_from_zeros: a ReLU cell
def unroll_cell(cell, x, h=None):
    state = x.new_zeros(x.shape[1], cell.hidden_size) if h is None else h
    outputs = ()
    for step in x.unbind(0):
        state = torch.tanh(step @ cell.weight_ih.T + cell.bias_ih + state @ cell.weight_hh.T + cell.bias_hh)
        outputs += (state,)
    return torch.stack(outputs), state

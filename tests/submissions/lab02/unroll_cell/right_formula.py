# style: the formula, with tanh or ReLU as the cell has it
def unroll_cell(cell, x, h=None):
    squash = torch.tanh if cell.nonlinearity == "tanh" else torch.relu
    h = x.new_zeros(x.shape[1], cell.hidden_size) if h is None else h
    states = []
    for x_t in x:
        h = squash(x_t @ cell.weight_ih.T + cell.bias_ih + h @ cell.weight_hh.T + cell.bias_hh)
        states.append(h)
    return torch.stack(states), h

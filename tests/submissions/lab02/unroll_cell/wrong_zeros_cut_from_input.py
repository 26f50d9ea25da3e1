# mistake: cuts the zeros out of zeros_like(x[0]): too narrow when hidden_size is over input_size
# fails: unroll_cell.starts_from_zeros: inconsistent
def unroll_cell(cell, x, h=None):
    """Run an nn.RNNCell over a sequence.

    x: [seq_len, batch, input_size]
    h: [batch, hidden_size], or None for zeros
    returns: (output [seq_len, batch, hidden_size], last state [batch, hidden_size])
    """
    if h is None:
        h = torch.zeros_like(x[0])[:, :cell.hidden_size]
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h

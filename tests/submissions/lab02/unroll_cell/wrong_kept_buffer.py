# mistake: writes every call into the same tensor (one for each shape): the second call overwrites the first one's output
# fails: unroll_cell.steps_given_h: a second time
# fails: unroll_cell.starts_from_zeros: a second time
buffers = {}


def unroll_cell(cell, x, h=None):
    """Run an nn.RNNCell over a sequence.

    x: [seq_len, batch, input_size]
    h: [batch, hidden_size], or None for zeros
    returns: (output [seq_len, batch, hidden_size], last state [batch, hidden_size])
    """
    key = (x.shape[0], x.shape[1], cell.hidden_size, x.dtype)
    if key not in buffers:
        buffers[key] = x.new_zeros(x.shape[0], x.shape[1], cell.hidden_size)
    output = buffers[key]
    for t, x_t in enumerate(x):
        h = cell(x_t, h)
        output[t] = h
    return output, h

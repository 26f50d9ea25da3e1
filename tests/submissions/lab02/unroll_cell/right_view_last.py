# style: a list of two, the last state a part of the output
def unroll_cell(cell, x, h=None):
    out = []
    for t in range(x.size(0)):
        h = cell(x[t]) if h is None else cell(x[t], h)
        out += [h[None]]
    out = torch.cat(out)
    return [out, out[-1]]

# style: None handed to the cell, which makes zeros
def unroll_cell(cell, x, h=None):
    outs = []
    for t in range(x.size(0)):
        h = cell(x[t], h)
        outs.append(h)
    return torch.stack(outs, dim=0), outs[-1]

# style: preallocated output, type hints
def unroll_cell(cell: nn.RNNCell, x: torch.Tensor, h: torch.Tensor | None = None):
    steps, batch, _ = x.shape
    if h is None:
        h = torch.zeros(batch, cell.hidden_size, device=x.device, dtype=x.dtype)
    output = torch.empty(steps, batch, cell.hidden_size, device=x.device, dtype=x.dtype)
    for t in range(steps):
        h = cell(x[t], h)
        output[t] = h
    return output, output[-1]

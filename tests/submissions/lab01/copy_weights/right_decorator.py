# style: no_grad as a decorator, slices written, type hints, a print
@torch.no_grad()
def copy_from(rnn: nn.Module, cell: nn.RNNCell) -> None:
    rnn.W.weight[:] = cell.weight_ih
    rnn.U.weight[...] = cell.weight_hh
    rnn.b[0] = cell.bias_ih + cell.bias_hh
    print("copied", [p.shape for p in rnn.parameters()])

# mistake: slices written without no_grad
# fails: copy_weights.numbers: torch.no_grad
# fails: copy_weights.parameters: torch.no_grad
def copy_from(rnn, cell):
    rnn.W.weight[:] = cell.weight_ih
    rnn.U.weight[:] = cell.weight_hh
    rnn.b[:] = cell.bias_ih + cell.bias_hh

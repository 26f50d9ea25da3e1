# mistake: in place without no_grad
# fails: copy_weights.numbers: torch.no_grad
# fails: copy_weights.parameters: torch.no_grad
def copy_from(rnn, cell):
    rnn.W.weight.copy_(cell.weight_ih)
    rnn.U.weight.copy_(cell.weight_hh)
    rnn.b.copy_(cell.bias_ih + cell.bias_hh)

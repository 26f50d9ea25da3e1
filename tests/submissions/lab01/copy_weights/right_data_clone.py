# style: .data replaced by clones, the same parameters
def copy_from(rnn, cell):
    rnn.W.weight.data = cell.weight_ih.detach().clone()
    rnn.U.weight.data = cell.weight_hh.detach().clone()
    rnn.b.data = (cell.bias_ih.detach() + cell.bias_hh.detach()).reshape(1, -1)

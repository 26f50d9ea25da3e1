# mistake: .data of the cell: the same memory
# fails: copy_weights.parameters: share memory
def copy_from(rnn, cell):
    rnn.W.weight.data = cell.weight_ih.data
    rnn.U.weight.data = cell.weight_hh.data
    rnn.b.data = (cell.bias_ih + cell.bias_hh).data[None]

# style: copy_ into .data
def copy_from(rnn, cell):
    rnn.W.weight.data.copy_(cell.weight_ih.data)
    rnn.U.weight.data.copy_(cell.weight_hh.data)
    rnn.b.data.copy_((cell.bias_ih + cell.bias_hh).data)
    return rnn

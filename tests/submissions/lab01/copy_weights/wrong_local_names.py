# mistake: assigned to local names: nothing happens
# fails: copy_weights.numbers: layer is unchanged
# fails: copy_weights.parameters: The layer is unchanged: write into rnn.W.weig
def copy_from(rnn, cell):
    W = cell.weight_ih
    U = cell.weight_hh
    b = cell.bias_ih + cell.bias_hh

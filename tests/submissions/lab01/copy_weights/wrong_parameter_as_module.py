# mistake: a parameter put in the place of the layer
# fails: copy_weights.numbers: must stay layers
# fails: copy_weights.parameters: must stay layers
def copy_from(rnn, cell):
    rnn.W = cell.weight_ih
    rnn.U = cell.weight_hh
    rnn.b = cell.bias_ih

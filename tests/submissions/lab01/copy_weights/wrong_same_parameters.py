# mistake: the cell's own parameters put into the layer
# fails: copy_weights.parameters: share memory
def copy_from(rnn, cell):
    rnn.W.weight = cell.weight_ih
    rnn.U.weight = cell.weight_hh
    with torch.no_grad():
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)

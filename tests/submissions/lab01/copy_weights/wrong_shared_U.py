# mistake: only U shares the memory of the cell
# fails: copy_weights.parameters: share memory
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.data = cell.weight_hh.data
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)

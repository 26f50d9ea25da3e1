# mistake: the cell's second bias set to zero afterwards
# fails: copy_weights.parameters: changed the cell
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)
        cell.bias_hh.zero_()

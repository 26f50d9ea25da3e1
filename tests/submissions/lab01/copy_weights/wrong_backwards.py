# mistake: W and U copied into the cell, the bias the right way
# fails: copy_weights.numbers: is unchanged
# fails: copy_weights.parameters: changed the cell
def copy_from(rnn, cell):
    with torch.no_grad():
        cell.weight_ih.copy_(rnn.W.weight)
        cell.weight_hh.copy_(rnn.U.weight)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)

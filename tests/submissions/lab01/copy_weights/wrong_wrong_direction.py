# mistake: copied from the layer into the cell
# fails: copy_weights.numbers: layer is unchanged
# fails: copy_weights.parameters: changed the cell
def copy_from(rnn, cell):
    with torch.no_grad():
        cell.weight_ih.copy_(rnn.W.weight)
        cell.weight_hh.copy_(rnn.U.weight)
        cell.bias_ih.copy_(rnn.b[0])
        cell.bias_hh.zero_()

# mistake: freezes the cell's parameters (requires_grad False) before copying: the cell is not left as it is
# fails: copy_weights.parameters: copy_from changed the cell
def copy_from(rnn, cell):
    """Write the weights of an nn.RNNCell into a layer with W, U and b, in place.

    rnn   a layer with rnn.W.weight, rnn.U.weight and rnn.b, as in exercise 1.3
    cell  an nn.RNNCell of the same sizes
    """
    for weight in cell.parameters():
        weight.requires_grad_(False)  # nothing to record there
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)

# mistake: goes through lists and torch.tensor: float64 weights are rounded to float32 on the way
# fails: copy_weights.numbers: float64
def copy_from(rnn, cell):
    """Write the weights of an nn.RNNCell into a layer with W, U and b, in place.

    rnn   a layer with rnn.W.weight, rnn.U.weight and rnn.b, as in exercise 1.3
    cell  an nn.RNNCell of the same sizes
    """
    with torch.no_grad():
        rnn.W.weight.copy_(torch.tensor(cell.weight_ih.tolist()))
        rnn.U.weight.copy_(torch.tensor(cell.weight_hh.tolist()))
        rnn.b.copy_(torch.tensor(cell.bias_ih.tolist()) + torch.tensor(cell.bias_hh.tolist()))

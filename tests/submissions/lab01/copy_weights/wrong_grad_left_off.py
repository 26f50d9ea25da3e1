# mistake: switches gradients off with set_grad_enabled(False) and never on again
# fails: copy_weights.numbers: gradient mode
def copy_from(rnn, cell):
    """Write the weights of an nn.RNNCell into a layer with W, U and b, in place.

    rnn   a layer with rnn.W.weight, rnn.U.weight and rnn.b, as in exercise 1.3
    cell  an nn.RNNCell of the same sizes
    """
    torch.set_grad_enabled(False)
    rnn.W.weight.copy_(cell.weight_ih)
    rnn.U.weight.copy_(cell.weight_hh)
    rnn.b.copy_(cell.bias_ih + cell.bias_hh)

# mistake: squeezes b before the copy: a layer of one unit has a b without axes and the copy fails
# fails: copy_weights.numbers: 0-d
# fails: copy_weights.parameters: 0-d
def copy_from(rnn, cell):
    """Write the weights of an nn.RNNCell into a layer with W, U and b, in place.

    rnn   a layer with rnn.W.weight, rnn.U.weight and rnn.b, as in exercise 1.3
    cell  an nn.RNNCell of the same sizes
    """
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        bias = rnn.b.squeeze()
        for unit in range(len(bias)):
            bias[unit] = cell.bias_ih[unit] + cell.bias_hh[unit]

# mistake: a copy of the layer is filled and returned
# fails: copy_weights.numbers: layer is unchanged
# fails: copy_weights.parameters: The layer is unchanged: write into rnn.W.weig
def copy_from(rnn, cell):
    import copy

    rnn = copy.deepcopy(rnn)
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)
    return rnn

# mistake: clone where copy_ is meant
# fails: copy_weights.numbers: layer is unchanged
# fails: copy_weights.parameters: The layer is unchanged: write into rnn.W.weig
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.clone().copy_(cell.weight_ih)
        rnn.U.weight.clone().copy_(cell.weight_hh)
        rnn.b.clone().copy_(cell.bias_ih + cell.bias_hh)

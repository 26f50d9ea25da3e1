# mistake: only the other bias
# fails: copy_weights.numbers: b holds bias_hh only
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_(cell.bias_hh)

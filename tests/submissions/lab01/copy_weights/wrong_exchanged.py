# mistake: W and U exchanged
# fails: copy_weights.numbers: W.weight holds weight_hh
# fails: copy_weights.parameters: does not fit
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_hh)
        rnn.U.weight.copy_(cell.weight_ih)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)

# mistake: W forgotten
# fails: copy_weights.numbers: W.weight is unchanged
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)

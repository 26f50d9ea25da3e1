# mistake: U transposed
# fails: copy_weights.numbers: weight_hh transposed
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh.T)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)

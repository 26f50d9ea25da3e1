# mistake: W transposed
# fails: copy_weights.numbers: weight_ih transposed
# fails: copy_weights.parameters: does not fit
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih.T)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)

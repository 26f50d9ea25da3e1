# mistake: bias set to zero
# fails: copy_weights.numbers: b is zero
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.zero_()

# mistake: one number for all units
# fails: copy_weights.numbers: same numbers as the cell's two biases
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.fill_((cell.bias_ih + cell.bias_hh).sum())

# mistake: biases forgotten
# fails: copy_weights.numbers: b is unchanged
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)

# mistake: U forgotten
# fails: copy_weights.numbers: U.weight is unchanged
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)

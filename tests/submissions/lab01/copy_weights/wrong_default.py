# mistake: changes the default dtype
# fails: copy_weights.numbers: default dtype
def copy_from(rnn, cell):
    with torch.no_grad():
        torch.set_default_dtype(torch.float64)
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)

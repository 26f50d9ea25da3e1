# mistake: sets the seed
# fails: copy_weights.numbers: sets the seed
def copy_from(rnn, cell):
    with torch.no_grad():
        torch.manual_seed(0)
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)

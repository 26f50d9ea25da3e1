# mistake: only one of the two biases
# fails: copy_weights.numbers: b holds bias_ih only
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_(cell.bias_ih)

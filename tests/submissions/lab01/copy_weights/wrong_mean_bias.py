# mistake: mean of the biases
# fails: copy_weights.numbers: mean of the two biases
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_((cell.bias_ih + cell.bias_hh) / 2)

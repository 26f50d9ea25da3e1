# mistake: b becomes a plain tensor
# fails: copy_weights.parameters: no longer a trainable
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
    del rnn.b
    rnn.b = (cell.bias_ih + cell.bias_hh).detach()[None]

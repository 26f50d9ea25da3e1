# mistake: requires_grad switched off and left off
# fails: copy_weights.parameters: no longer a trainable
def copy_from(rnn, cell):
    for weight in rnn.parameters():
        weight.requires_grad = False
    rnn.W.weight.copy_(cell.weight_ih.detach())
    rnn.U.weight.copy_(cell.weight_hh.detach())
    rnn.b.copy_((cell.bias_ih + cell.bias_hh).detach())

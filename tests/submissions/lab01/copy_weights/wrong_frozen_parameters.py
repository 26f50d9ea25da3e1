# mistake: new parameters without gradient
# fails: copy_weights.parameters: no longer a trainable
def copy_from(rnn, cell):
    rnn.W.weight = nn.Parameter(cell.weight_ih.clone(), requires_grad=False)
    rnn.U.weight = nn.Parameter(cell.weight_hh.clone(), requires_grad=False)
    rnn.b = nn.Parameter((cell.bias_ih + cell.bias_hh).detach().unsqueeze(0))

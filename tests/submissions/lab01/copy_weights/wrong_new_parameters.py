# mistake: new parameters: an optimiser keeps the old ones
# fails: copy_weights.parameters: new parameters
def copy_from(rnn, cell):
    rnn.W.weight = nn.Parameter(cell.weight_ih.detach().clone())
    rnn.U.weight = nn.Parameter(cell.weight_hh.detach().clone())
    rnn.b = nn.Parameter((cell.bias_ih + cell.bias_hh).detach().unsqueeze(0))

# mistake: a new parameter around the cell's memory
# fails: copy_weights.parameters: share memory
def copy_from(rnn, cell):
    rnn.W.weight = nn.Parameter(cell.weight_ih)
    rnn.U.weight = nn.Parameter(cell.weight_hh)
    rnn.b = nn.Parameter((cell.bias_ih + cell.bias_hh).detach().unsqueeze(0))

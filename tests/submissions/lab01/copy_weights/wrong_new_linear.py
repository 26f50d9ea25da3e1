# mistake: new layers made
# fails: copy_weights.parameters: new parameters
def copy_from(rnn, cell):
    rnn.W = nn.Linear(*reversed(cell.weight_ih.shape), bias=False).to(cell.weight_ih)
    rnn.U = nn.Linear(*reversed(cell.weight_hh.shape), bias=False).to(cell.weight_hh)
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)

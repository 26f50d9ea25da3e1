# mistake: puts the cell into train mode
# fails: copy_weights.parameters: changed the mode
def copy_from(rnn, cell):
    with torch.no_grad():
        cell.train()
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)

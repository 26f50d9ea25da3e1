# mistake: gives the cell a gradient
# fails: copy_weights.parameters: changed the cell
def copy_from(rnn, cell):
    with torch.no_grad():
        cell.weight_ih.grad = torch.zeros_like(cell.weight_ih)
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)
